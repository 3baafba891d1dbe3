package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What is planned for a site that has gone back.
class AfterRollbackTest {
  private final Site swarm = RollbackPlans.SWARM;
  private final Site nomad = RollbackPlans.NOMAD;

  @Test
  void hasNothingToDoOnceItHasGoneBackWhicheverVerbAsks() {
    var first = RollbackPlans.back(nomad, Release.NEW, Release.OLD);
    var since = Stays.since(first.stays().orElseThrow(), nomad.engine());
    var standing = wentBack();
    for (var verb : List.of(Plan.Verb.ROLLBACK, Plan.Verb.APPLY)) {
      var again = RollbackPlans.plan(nomad, verb, Release.OLD, standing, since, false);
      assertThat(again.isEmpty()).isTrue();
      assertThat(again.stays()).isEqualTo(first.stays());
    }
  }

  /// What a later upgrade brought, and did not bring to its end, has not stayed by a way back.
  @Test
  void onlyTheVersionsOfThenStayOn() {
    var first = RollbackPlans.back(nomad, Release.NEW, Release.OLD);
    var since = Stays.since(first.stays().orElseThrow(), nomad.engine());
    var standing = new TreeMap<>(wentBack());
    standing.put(
        "s1",
        Objects.requireNonNull(
            Release.NEW
                .with("nomad", "2.0.6")
                .with("haproxy", "3.0.10")
                .standing(nomad)
                .get("s1")));
    assertThatThrownBy(
            () -> RollbackPlans.plan(nomad, Plan.Verb.APPLY, Release.OLD, standing, since, false))
        .hasMessageContaining("Nomad does not go back from 2.0.6 to 2.0.4");
  }

  /// An upgrade that follows a way back, and stops, has brought a newer version than the one kept.
  @Test
  void aSwarmDoesNotGoBelowTheVersionThatWroteItsDataByAnApplyAfterwards() {
    var since =
        Stays.since(
            RollbackPlans.back(swarm, Release.NEW, Release.OLD).stays().orElseThrow(),
            swarm.engine());
    var standing = new TreeMap<>(Release.NEW.with("haproxy", "3.0.10").standing(swarm));
    var later = Release.NEW.with("docker", "28.0.1").with("haproxy", "3.0.10");
    standing.put("s1", Objects.requireNonNull(later.standing(swarm).get("s1")));
    assertThatThrownBy(
            () -> RollbackPlans.plan(swarm, Plan.Verb.APPLY, Release.OLD, standing, since, false))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused ->
                assertThat(refused.problems())
                    .singleElement()
                    .satisfies(
                        problem ->
                            assertThat(problem.toText())
                                .contains("HF-VER-003", "docker does not go back from 28.0.1 to")
                                .contains("stands at 28.0.1 on s1;", "holdfast resume")));
  }

  @Test
  void asksTheVendorAgainOnceItHasGoneBack() {
    var since =
        Stays.since(
            RollbackPlans.back(nomad, Release.NEW, Release.OLD).stays().orElseThrow(),
            nomad.engine());
    assertThatThrownBy(
            () ->
                PracticePlans.plan(
                    nomad,
                    Release.OLD.manifest("nomad", List.of("3.0.9")),
                    Plan.Verb.APPLY,
                    Release.OLD.desired(nomad),
                    Release.NEW.standing(nomad),
                    _ -> false,
                    since))
        .hasMessageContaining("HF-VER-001")
        .hasMessageContaining("haproxy 3.0.10 may follow 3.0.9");
  }

  /// What stands after the way back from the new release to the old one.
  private Map<String, HostReading> wentBack() {
    var release = Release.OLD;
    for (var component : List.of("agent", "consul", "nomad")) {
      release = release.with(component, Release.NEW.version(component));
    }
    var hosts = new ArrayList<DesiredHost>();
    for (var host : release.desired(nomad)) {
      var copies = new TreeMap<>(host.copies());
      for (var component : List.of("agent", "consul", "nomad")) {
        copies.computeIfPresent(component, (name, _) -> Release.NEW.copy(name));
      }
      hosts.add(new DesiredHost(host.host(), copies, host.images()));
    }
    return PracticePlans.standing(hosts);
  }
}
