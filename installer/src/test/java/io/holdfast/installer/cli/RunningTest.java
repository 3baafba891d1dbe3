package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.MaintenancePlans;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.planner.SeenQuorum;
import io.holdfast.scheduler.planner.SeenServer;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningTest {
  private static final Site SITE = SmallSite.of("nomad");

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
    Running.refuseLeavingBoots(folder, plan);
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
            () -> Running.refuseWhileCutOff(folder, plan(Plan.Verb.DRAIN, List.of(), "1")))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.first().id()).isEqualTo(ProblemId.RUN_UNFINISHED));
    assertThatCode(() -> Running.refuseWhileCutOff(folder, plan(Plan.Verb.RECOVER, List.of(), "1")))
        .doesNotThrowAnyException();
    assertThat(SiteRuns.toResume(folder)).isPresent();
  }

  /// To count on hosts again is only the beginning of adding them.
  @Test
  void whatStoppedBeforeHostsWereAddedGoesOnByAddingThem() {
    var site =
        SiteReader.read(
            "site.yaml",
            """
            site: acme
            access: {user: ops, keyFile: key}
            vault: {keyFile: vault.key}
            hosts:
              - {name: s1, address: 10.0.0.11, roles: [server]}
              - {name: w1, address: 10.0.0.21, roles: [worker]}
              - {name: w2, address: 10.0.0.22, roles: [worker]}
            """);
    var plans =
        new MaintenancePlans(
            site, "acme-1", "digest", operations -> operations.stream().map(_ -> true).toList());
    var stopped = Problem.of(ProblemId.API_SILENT, "Consul does not keep a note about w2.");
    assertThat(GivenAgain.told(stopped, plans.countOn(List.of("w1", "w2")), SITE).resume())
        .contains("holdfast hosts add w1 w2");
    assertThat(GivenAgain.told(stopped, plans.end("w1", new TreeMap<>()), SITE).resume())
        .contains("holdfast hosts maintenance end w1");
  }

  @Test
  void aRecoveryThatStoppedIsGivenAgainAsItWasGiven() {
    var stopped = Problem.of(ProblemId.AFTER_GATE, "nobody leads yet");
    var cold = plan(Plan.Verb.RECOVER, List.of(), "1");
    assertThat(GivenAgain.told(stopped, cold, SITE).resume()).contains("holdfast recover");
    var servers =
        List.of(
            new SeenServer("s1", Optional.empty(), false, "", true, "1", "id", "of today"),
            SeenServer.silent("s2", "no SSH connection", true),
            SeenServer.silent("s3", "no SSH connection", true));
    var seen = new SeenQuorum("consul", servers, new TreeMap<>(), new TreeSet<>(), new TreeMap<>());
    var lost = new RecoveryPlans(SITE, "acme-1", "digest").lostMajority(List.of(seen));
    assertThat(GivenAgain.told(stopped, lost, SITE).resume().orElseThrow())
        .startsWith("holdfast recover --lost s2,s3   #")
        .contains("stay off");
  }
}
