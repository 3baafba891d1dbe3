package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.HostReading.UndoReading;
import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FinalizePlansTest {
  private static final String RUN = "20261101-010000-upgrade-0001";
  private static final String ASIDE = "/var/lib/holdfast/consul/raft.aside-" + RUN;
  private static final UndoReading NOTHING = undo(Map.of(), Map.of(), Map.of());

  private static Site site(String engine) {
    return AcmeSite.of(engine, "", 3, AcmeSite.WORKER);
  }

  private static FinalizePlans plans() {
    return new FinalizePlans(site("nomad"), "id-1", "digest");
  }

  private static UndoReading undo(
      Map<String, Long> copies, Map<String, Long> kept, Map<String, Long> asides) {
    return new UndoReading(new TreeMap<>(copies), new TreeMap<>(kept), new TreeMap<>(asides));
  }

  private static HostReading reading(UndoReading undo) {
    return reading("1.15.4-c").withUndo(undo);
  }

  private static HostReading reading(String consul) {
    var current = Map.of("agent", "0.2.0-a", "consul", consul);
    return PracticePlans.reading(current, Map.of(), Map.of(), Map.of());
  }

  private static Map<String, HostReading> upgraded() {
    var readings = new TreeMap<String, HostReading>();
    readings.put(
        "s1",
        reading(
            undo(
                Map.of("consul/1.15.3-b", 3L << 20, "agent/0.1.0-a", 1L << 20),
                Map.of(RUN, 512L),
                Map.of(ASIDE, 2L << 20))));
    readings.put("s2", reading(undo(Map.of("consul/1.15.3-b", 2L << 20), Map.of(), Map.of())));
    readings.put("s3", reading(NOTHING));
    readings.put("w1", reading(undo(Map.of(), Map.of(RUN, 1L, "other", 1L), Map.of())));
    return readings;
  }

  @Test
  void namesPieceByPieceWhatGoesOfEachHostAllHostsAtOnce() {
    var plan = plans().of(upgraded(), List.of());
    assertThat(plan.stages()).hasSize(1);
    assertThat(plan.stages().getFirst()).isInstanceOf(Stage.Everywhere.class);
    assertThat(plan.steps())
        .extracting(Step::path, Step::title)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "/finalize/s1/remove",
                "remove agent 0.1.0-a, consul 1.15.3-b, files kept by a run, "
                    + ASIDE
                    + "; frees 6 MiB"),
            org.assertj.core.groups.Tuple.tuple(
                "/finalize/s2/remove", "remove consul 1.15.3-b; frees 2 MiB"),
            org.assertj.core.groups.Tuple.tuple(
                "/finalize/w1/remove", "remove files kept by 2 runs; frees 1 KiB"));
    assertThat(plan.steps()).noneMatch(Step::disruptive);
    assertThat(((Step.OnHost) plan.steps().getFirst().work()).actions())
        .containsExactly(
            new Action.RemoveCopies("/opt/holdfast", "agent", List.of("0.1.0-a")),
            new Action.RemoveCopies("/opt/holdfast", "consul", List.of("1.15.3-b")),
            new Action.ForgetUndo(List.of(RUN), List.of(ASIDE)));
    assertThat(FinalizePlans.bytes(upgraded())).isEqualTo((8L << 20) + 514);
  }

  @Test
  void isTheSamePlanByteForByteAndSurvivesItsFile() {
    var plan = plans().of(upgraded(), List.of());
    assertThat(plans().of(upgraded(), List.of()).digest()).isEqualTo(plan.digest());
    assertThat(Json.read(Json.canonical(plan), Plan.class)).isEqualTo(plan);
  }

  @Test
  void isEmptyWhereNoHostKeepsAnything() {
    var readings = Map.of("s1", reading(NOTHING), "w1", reading(NOTHING));
    assertThat(plans().of(readings, List.of()).isEmpty()).isTrue();
    var without = plans().of(readings, List.of("w1"));
    assertThat(without.isEmpty()).isTrue();
    assertThat(without.absent()).contains(List.of("w1"));
  }

  @Test
  void restsOnTheChosenCopiesOfTheHostsThatItTouches() {
    var plan = plans().of(upgraded(), List.of());
    assertThat(plan.changes().keySet()).containsExactly("s1", "s2", "w1");
    assertThat(plan.basis().hosts().keySet()).containsExactly("s1", "s2", "w1");
    plan.changes().values().forEach(it -> assertThat(it.from()).isEqualTo(it.to()));
  }

  @Test
  void asksForDataFoldersOfTheProductsThatTheSiteHas() {
    assertThat(plans().question().undo().orElseThrow())
        .containsExactly("/var/lib/holdfast/consul/raft", "/var/lib/holdfast/nomad/server/raft");
    assertThat(new FinalizePlans(site("swarm"), "id-1", "d").question().undo().orElseThrow())
        .containsExactly("/var/lib/holdfast/consul/raft");
  }

  @Test
  void tellsPeopleThatWhatGoesIsGoneForGood() {
    var plan = plans().of(upgraded(), List.of());
    var outline = Outline.of(plan, Set.of("w1"));
    assertThat(outline.parts().getFirst().wayBack().how())
        .isEqualTo("none: what is removed is gone for good");
    assertThat(String.join("\n", PlanText.of(plan, outline)))
        .contains("/finalize  Remove what only a way back needs")
        .contains("/finalize/s2/remove  remove consul 1.15.3-b; frees 2 MiB")
        .contains("3 steps, 0 disruptive");
    assertThat(plan.verb().command()).isEqualTo("finalize");
    assertThat(plan.verb().isGoneOnWith()).isTrue();
  }

  private static List<Problem> problems(Map<String, HostReading> readings) {
    return FinalizeChecks.problems("id-1", readings);
  }

  @Test
  void acceptsASiteOfOneVersionWhateverItsConfigurations() {
    var other = reading("1.15.4-d").withUndo(NOTHING);
    assertThat(problems(Map.of("s1", reading(NOTHING), "s2", other))).isEmpty();
  }

  @Test
  void refusesASiteOfMixedVersionsAndSaysWhichHostsStandWhere() {
    var older = reading("1.15.3-b").withUndo(NOTHING);
    var found = problems(Map.of("s1", reading(NOTHING), "s2", older, "w1", older));
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().id()).isEqualTo(ProblemId.VERSIONS_MIXED);
    assertThat(found.getFirst().evidence()).contains("1.15.3 on s2, w1; 1.15.4 on s1");
    assertThat(found.getFirst().fix()).first().asString().startsWith("holdfast apply");
  }

  @Test
  void refusesHostsOfAnotherClusterEmptyOnesAndAgentsThatCannotSay() {
    var empty = PracticePlans.reading(Map.of(), Map.of(), Map.of(), Map.of());
    assertThat(problems(Map.of("s1", empty, "s2", reading("1.15.4-c"))))
        .extracting(Problem::what)
        .containsExactly(
            "Nothing of this site stands on s1",
            "The agent of s2 is of an earlier release and cannot say what it keeps for a way"
                + " back");
    assertThat(FinalizeChecks.problems("id-2", Map.of("s1", reading(NOTHING))))
        .extracting(Problem::id)
        .containsExactly(ProblemId.OTHER_CLUSTER);
  }
}
