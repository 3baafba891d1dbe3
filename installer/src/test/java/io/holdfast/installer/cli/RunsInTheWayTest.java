package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsInTheWayTest {
  @TempDir Path state;
  private SiteFolder folder;
  private KeptRuns runs;

  @BeforeEach
  void aSite() {
    folder = SiteFolder.of(state, "acme");
    runs = new KeptRuns(folder);
    runs.add("install", "1", 0);
  }

  private static Plan plan(Plan.Verb verb, List<String> absent, String from) {
    var before = new TreeMap<String, String>();
    if (!from.isEmpty()) {
      before.put("agent", from);
    }
    var changes = Map.of("w1", new Plan.HostChange(before, new TreeMap<>(Map.of("agent", "2"))));
    return new Plan(
        Plan.SCHEMA,
        "acme-1",
        "acme",
        verb,
        new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>()),
        absent.isEmpty() ? new TreeMap<>(changes) : new TreeMap<>(),
        List.of(),
        Optional.empty(),
        Optional.of(absent).filter(hosts -> !hosts.isEmpty()));
  }

  private void leaves(Plan plan) {
    RunsInTheWay.refuseLeavingBoots(folder, plan);
  }

  @Test
  void leavesNoBootsThatStoppedInTheMiddleOfAHost() {
    runs.addInTheMiddleOf("reboot", "1", "w1");
    for (var verb : List.of(Plan.Verb.APPLY, Plan.Verb.UPGRADE, Plan.Verb.REBOOT)) {
      assertThatThrownBy(() -> leaves(plan(verb, List.of(), "1")))
          .isInstanceOfSatisfying(
              HoldfastException.class,
              refused -> {
                assertThat(refused.first().id()).isEqualTo(ProblemId.RUN_UNFINISHED);
                assertThat(refused.first().what()).endsWith("stopped in the middle of w1");
                assertThat(refused.first().fix()).containsExactly("holdfast resume");
              });
    }
  }

  @Test
  void leavesARemovalThatStoppedInTheMiddleOfAHostOnlyForOneThatTakesItOut() {
    var stopped = runs.addInTheMiddleOf("remove", "1", "w1").plan().orElseThrow();
    assertThatCode(() -> leaves(stopped)).doesNotThrowAnyException();
    for (var other :
        List.of(plan(Plan.Verb.REMOVE, List.of(), "1"), plan(Plan.Verb.APPLY, List.of(), "1"))) {
      assertThatThrownBy(() -> leaves(other)).hasMessageContaining("in the middle of w1");
    }
  }

  @Test
  void leavesBootsThatStoppedBetweenTwoHosts() {
    runs.add("reboot", "1", 6);
    assertThatCode(() -> leaves(plan(Plan.Verb.APPLY, List.of(), "1"))).doesNotThrowAnyException();
  }

  @Test
  void leavesAHostThatCameBackEmptyOrNeverAndWhatTouchesNoBundle() {
    runs.addInTheMiddleOf("reboot", "1", "w1");
    assertThatCode(
            () -> {
              leaves(plan(Plan.Verb.REPLACE, List.of(), ""));
              leaves(plan(Plan.Verb.APPLY, List.of("w1"), "1"));
              leaves(plan(Plan.Verb.DRAIN, List.of(), "1"));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void aRecoveryBeginsWhereEveryOtherRunWaitsForOneThatWasCutOff() {
    runs.add("upgrade", "2", -1);
    assertThatThrownBy(
            () -> RunsInTheWay.refuseCutOff(folder, plan(Plan.Verb.DRAIN, List.of(), "1")))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.first().id()).isEqualTo(ProblemId.RUN_UNFINISHED));
    assertThatCode(() -> RunsInTheWay.refuseCutOff(folder, plan(Plan.Verb.RECOVER, List.of(), "1")))
        .doesNotThrowAnyException();
    assertThat(SiteRuns.toResume(folder)).isPresent();
  }
}
