package io.holdfast.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.text.Json;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatorTest {
  private static final int SEEDS = Integer.getInteger("holdfast.sim.seeds", 40);

  @ParameterizedTest
  @EnumSource(names = {"INSTALL", "UPGRADE", "ROLLBACK", "REBOOT", "REMOVE", "RECOVER", "FINALIZE"})
  void keepsItsPromisesWhateverGoesWrong(Plan.Verb verb) {
    for (var seed = 1L; seed <= SEEDS; seed++) {
      var result = Simulator.run(seed, SimOptions.of(verb));
      assertThat(result.violation())
          .as("%s, seed %d:%n%s", verb, seed, String.join("\n", result.timeline()))
          .isEmpty();
    }
  }

  @Test
  void repeatsASeedExactly() {
    for (var seed = 1L; seed <= 5; seed++) {
      var once = Simulator.tell(seed, SimOptions.standard());
      assertThat(Simulator.tell(seed, SimOptions.standard())).isEqualTo(once);
      assertThat(once.timeline()).isNotEmpty();
    }
  }

  @Test
  void endsAnUndisturbedRunWithNothingLeftToDo() {
    for (var seed = 1L; seed <= 10; seed++) {
      var result = Simulator.run(seed, SimOptions.standard().withoutFaults());
      assertThat(result.violation()).isEmpty();
      assertThat(result.outcome().orElseThrow().exitCode()).isZero();
      assertThat(result.faults()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UPGRADE", "ROLLBACK", "REBOOT", "REMOVE", "RECOVER", "FINALIZE"})
  void reachesItsEndOnAStandingSiteThatNobodyDisturbs(Plan.Verb verb) {
    for (var seed = 1L; seed <= SEEDS; seed++) {
      var result = Simulator.run(seed, SimOptions.of(verb).withoutFaults());
      assertThat(result.violation()).as("%s, seed %d", verb, seed).isEmpty();
      assertThat(result.outcome().orElseThrow().exitCode()).isZero();
    }
  }

  @Test
  void bootsHostsInTurnInSomeOfItsRuns() {
    var story = String.join("\n", Simulator.tell(5, SimOptions.standard()).timeline());
    assertThat(story).contains("/reboot-balancers/w1/reboot");
  }

  @Test
  void takesHostsOutInSomeOfItsRunsAndBringsServersBackInOthers() {
    var leaves = String.join("\n", Simulator.tell(23, SimOptions.standard()).timeline());
    assertThat(leaves).contains("REMOVE of [").contains("/leave");
    var comesBack = String.join("\n", Simulator.tell(8, SimOptions.standard()).timeline());
    assertThat(comesBack).contains("RECOVER of [/recover-nomad]");
  }

  @Test
  void letsHostsLeaveOfEveryKind() {
    var story = story(Plan.Verb.REMOVE);
    assertThat(story)
        .contains("/leave/w")
        .contains("nomad.forget-member")
        .contains("swarm.leave")
        .contains(" is gone");
  }

  @Test
  void bringsBackWhatIsStoppedAndWhatIsLeft() {
    var story = story(Plan.Verb.RECOVER);
    assertThat(story)
        .contains("RECOVER of [/recover-consul, /recover-swarm]")
        .contains("RECOVER of [/recover-consul-stop, /recover-consul-voters, /recover-consul")
        .contains("RECOVER of [/recover-consul]")
        .contains("RECOVER of [/recover-nomad]")
        .containsPattern(
            "lets nobody in.*\\R(.*\\R)*.*refused: s. is there, and only tells nothing");
  }

  private static String story(Plan.Verb verb) {
    var story = new StringBuilder();
    for (var seed = 1L; seed <= 60; seed++) {
      var result = Simulator.tell(seed, SimOptions.of(verb).withoutFaults());
      story.append(String.join("\n", result.timeline())).append('\n');
    }
    return story.toString();
  }

  /// Numbers 3, 14, 25 and so on.
  @ParameterizedTest
  @EnumSource(names = {"UPGRADE", "ROLLBACK", "REBOOT"})
  void bringsASiteWithOneWorkerToItsEndToo(Plan.Verb verb) {
    var stories = new StringBuilder();
    for (var number = 3L; number < 150; number += 11) {
      var site = SimSite.of(new Seed(number), number, verb);
      assertThat(site.workers()).containsExactly("w1");
      var result = Simulator.tell(number, SimOptions.of(verb).withoutFaults());
      assertThat(result.violation()).as("%s, seed %d", verb, number).isEmpty();
      assertThat(result.outcome().orElseThrow().exitCode()).isZero();
      stories.append(String.join("\n", result.timeline()));
    }
    assertThat(stories).contains("/w1/drain");
  }

  @Test
  void letsEveryKindOfFaultStrike() {
    var struck = new TreeSet<String>();
    for (var seed = 1L; seed <= 400 && struck.size() < Fault.values().length; seed++) {
      struck.addAll(Simulator.run(seed, SimOptions.standard()).faults().keySet());
    }
    assertThat(struck)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Fault.values()).map(Fault::text).toList());
  }

  @Test
  void addsSeedsUpToTheReportThatScriptsRead() {
    var report = SimReport.startingAt(7);
    for (var seed = 7L; seed < 10; seed++) {
      report = report.with(Simulator.run(seed, SimOptions.standard()));
    }
    var json = Json.readTree(Json.canonical(report));
    assertThat(json.get("schema").asString()).isEqualTo("holdfast/sim/1");
    assertThat(json.get("type").asString()).isEqualTo("result");
    assertThat(json.get("seeds").asInt()).isEqualTo(3);
    assertThat(json.get("violations").asInt()).isZero();
    assertThat(json.get("firstSeed").asLong()).isEqualTo(7);
    assertThat(json.get("events").asLong()).isPositive();
    assertThat(json.has("faults")).isTrue();
  }

  @Test
  void knowsItsPlantsByName() {
    assertThat(Plant.texts()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(20);
    assertThat(Plant.texts().getFirst()).isEqualTo("skip-quorum-gate");
    assertThat(Plant.find("skip-undo")).contains(Plant.SKIP_UNDO);
    assertThat(Plant.find("gremlin")).isEmpty();
  }
}
