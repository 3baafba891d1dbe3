package io.holdfast.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DriftTest {
  private static final Plan PLAN =
      new Plan(
          Plan.SCHEMA,
          "id-1",
          "acme",
          Plan.Verb.UPGRADE,
          new Plan.Basis("bundle", "site", new TreeMap<>(), new TreeMap<>()),
          new TreeMap<>(
              Map.of(
                  "s1", change(Map.of("consul", "1-a", "docker", "1-d")),
                  "s2", change(Map.of("consul", "1-a")))),
          List.of());

  private static Plan.HostChange change(Map<String, String> from) {
    return new Plan.HostChange(
        new TreeMap<>(from), new TreeMap<>(Map.of("consul", "2-b", "docker", "1-d")));
  }

  private static List<Problem> problems(HostReading s1, HostReading s2) {
    return Drift.problems(PLAN, Map.of("s1", s1, "s2", s2));
  }

  @Test
  void goesOnFromTheCopiesBeforeAndAfterAStep() {
    assertThat(
            problems(
                host("id-1", Map.of("consul", "2-b", "docker", "1-d")),
                host("id-1", Map.of("consul", "1-a"))))
        .isEmpty();
  }

  @Test
  void saysNothingOfAHostThatSaysNothing() {
    var s1 = host("id-1", Map.of("consul", "2-b", "docker", "1-d"));
    assertThat(Drift.problems(PLAN, Map.of("s1", s1), Set.of("s2"))).isEmpty();
    assertThatThrownBy(() -> Drift.problems(PLAN, Map.of("s1", s1)))
        .hasMessageContaining("no reading of s2");
  }

  @Test
  void goesOnWhereANewComponentIsAlreadyThere() {
    assertThat(
            problems(
                host("id-1", Map.of("consul", "1-a", "docker", "1-d")),
                host("id-1", Map.of("consul", "1-a", "docker", "1-d"))))
        .isEmpty();
  }

  @Test
  void leavesComponentsAloneThatThePlanDoesNotKnow() {
    assertThat(
            problems(
                host("id-1", Map.of("consul", "1-a", "docker", "1-d", "other", "9-z")),
                host("id-1", Map.of("consul", "1-a"))))
        .isEmpty();
  }

  @Test
  void stopsAtACopyThatIsNeither() {
    var problems =
        problems(
            host("id-1", Map.of("consul", "3-c", "docker", "1-d")),
            host("id-1", Map.of("consul", "1-a", "docker", "7-x")));
    assertThat(problems).extracting(Problem::id).containsOnly(ProblemId.DRIFT);
    assertThat(problems)
        .extracting(Problem::toText)
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .contains("consul", "(host s1)")
                    .contains("expected: copy 1-a or copy 2-b; found: copy 3-c"),
            second ->
                assertThat(second)
                    .contains("docker", "(host s2)")
                    .contains("expected: no copy or copy 1-d; found: copy 7-x"));
    assertThat(HoldfastException.of(problems).exitCode()).isEqualTo(6);
  }

  @Test
  void stopsAtACopyThatIsGone() {
    var problems =
        problems(host("id-1", Map.of("consul", "1-a")), host("id-1", Map.of("consul", "1-a")));
    assertThat(problems)
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.toText()).contains("expected: copy 1-d; found: no copy"));
  }

  @Test
  void refusesAHostOfAnotherClusterBeforeAllElse() {
    var problems =
        problems(host("id-2", Map.of("consul", "3-c")), host("id-1", Map.of("consul", "9-z")));
    assertThat(problems)
        .extracting(Problem::id)
        .containsExactly(ProblemId.OTHER_CLUSTER, ProblemId.DRIFT);
    assertThat(HoldfastException.of(problems).exitCode()).isEqualTo(9);
  }

  private static HostReading host(String siteId, Map<String, String> current) {
    return new HostReading(
        Optional.of(siteId),
        "machine",
        "boot",
        1,
        1,
        1,
        1,
        new TreeMap<>(current),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        Optional.empty());
  }
}
