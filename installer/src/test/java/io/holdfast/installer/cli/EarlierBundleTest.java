package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.SiteFolder.Origin;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Staying;
import io.holdfast.scheduler.planner.Stays;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which bundle stood before, and what stayed when a site went back to it.
class EarlierBundleTest {
  @TempDir private Path state;
  private SiteFolder folder = SiteFolder.of(Path.of("unset"), "acme");
  private KeptRuns runs = new KeptRuns(folder);

  @BeforeEach
  void open() {
    folder = SiteFolder.of(state, "acme");
    runs = new KeptRuns(folder);
    runs.add("install", "1", 0).saveOrigin(origin("1"));
  }

  private static Origin origin(String version) {
    return new Origin("/site.yaml", Optional.of("/" + version), Optional.of("/trust.json"));
  }

  private String earlier() {
    return EarlierBundle.require(folder, Optional.empty()).digest();
  }

  private void knowsNone() {
    assertThatThrownBy(this::earlier)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.NO_WAY_BACK);
              assertThat(refused.exitCode()).isEqualTo(2);
              assertThat(refused.first().fix())
                  .contains(
                      "holdfast restore   # lists the states of Consul and Nomad that were saved");
            });
  }

  @Test
  void isTheOneBeforeTheLastUpgradeWhateverCameAfterIt() {
    knowsNone();
    runs.add("upgrade", "2", 0);
    assertThat(earlier()).isEqualTo("1");
    assertThat(EarlierBundle.require(folder, Optional.empty()).origin()).contains(origin("1"));
    assertThat(EarlierBundle.require(folder, Optional.empty()).title()).isEqualTo("demo 1");
    runs.add("apply", "2", 0);
    runs.add("reboot", "2", 0);
    runs.add("finalize", "2", 0);
    assertThat(earlier()).isEqualTo("1");
    runs.add("upgrade", "3", 0);
    assertThat(earlier()).isEqualTo("2");
  }

  @Test
  void isTheOneBeforeAnUpgradeThatStoppedWasCutOffOrPutBack() {
    for (var exitCode : List.of(6, -1, 7)) {
      runs.add("upgrade", "2", exitCode);
      assertThat(earlier()).isEqualTo("1");
    }
    runs.add("upgrade", "3", 0);
    assertThat(earlier()).as("what was put back never stood").isEqualTo("1");
  }

  /// Otherwise a try that failed would cost the way back.
  @Test
  void mayBeTheOneBeforeByItsNameWhereATryWasPutBackAndLeftNothing() {
    runs.add("upgrade", "2", 0);
    runs.add("upgrade", "3", 7);
    assertThat(earlier()).isEqualTo("2");
    assertThat(EarlierBundle.require(folder, Optional.of("1")).digest()).isEqualTo("1");
    assertThat(EarlierBundle.require(folder, Optional.of("9")).digest()).isEqualTo("2");
    runs.add("upgrade", "4", -1);
    assertThat(EarlierBundle.require(folder, Optional.of("1")).digest())
        .as("nobody knows what a run that was cut off has left")
        .isEqualTo("2");
  }

  @Test
  void isNoneAfterAnInstallThatStoppedAndAnotherBundleThatCameWithTheNext() {
    folder = SiteFolder.of(state, "other");
    runs = new KeptRuns(folder);
    knowsNone();
    runs.add("install", "1", 6);
    knowsNone();
    runs.add("upgrade", "2", 0);
    knowsNone();
  }

  @Test
  void staysTheSameOnceTheSiteHasGoneBackToIt() {
    runs.add("upgrade", "2", 0);
    runs.add("upgrade", "3", 0);
    runs.add("rollback", "2", 6);
    assertThat(earlier()).isEqualTo("2");
    runs.add("rollback", "2", 0);
    assertThat(earlier()).isEqualTo("2");
    assertThat(EarlierBundle.hasGoneBack(folder)).isTrue();
    runs.add("upgrade", "4", 0);
    assertThat(EarlierBundle.hasGoneBack(folder)).isFalse();
    assertThat(earlier()).as("3 was left").isEqualTo("2");
  }

  @Test
  void isLeftByAnApplyOfItThatEndedWell() {
    runs.add("upgrade", "2", 0);
    runs.add("upgrade", "1", 0);
    knowsNone();
  }

  private static Map<String, String> at(String consul) {
    return Map.of("consul", consul);
  }

  /// Another machine brought 2 in between, of which nothing is known here.
  @Test
  void isNotKnownWhereAnotherMachineHasChangedTheSiteInBetween() {
    runs.add("apply", "1", 0, Map.of(), at("1.0.1-a"));
    runs.add("upgrade", "3", 0, at("1.0.2-b"), at("1.0.3-c"));
    knowsNone();
    assertThatThrownBy(this::earlier)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused ->
                assertThat(refused.first().toText())
                    .contains("was changed from another admin machine between the runs")
                    .contains("left consul at 1.0.1-a on s1;", "found it at 1.0.2-b"));
    runs.add("apply", "3", 0, at("1.0.3-c"), at("1.0.3-d"));
    knowsNone();
  }

  /// As `attach` brings it: the last run of another machine, and none of those before it.
  @Test
  void aRunOfAnotherMachineIsLearntByAttachAndHidesNoUpgradeBeforeIt() {
    assertThat(EarlierBundle.changedElsewhere("20261121-reboot").first().fix())
        .anyMatch(fix -> fix.startsWith("holdfast attach USER@SERVER --known-hosts FILE"));
    runs.add("upgrade", "2", 0, at("1.0.1-a"), at("1.0.2-b"));
    runs.add("reboot", "2", 0);
    assertThat(earlier()).isEqualTo("1");
    RollbackCommand.requireNothingBetween(folder, planThatFound("1.0.2-b"));
    assertThatThrownBy(
            () -> RollbackCommand.requireNothingBetween(folder, planThatFound("1.0.3-c")))
        .hasMessageContaining("HF-RUN-031 The site was changed from another admin machine");
  }

  private Plan planThatFound(String consul) {
    var other = SiteFolder.of(state.resolve("other"), "acme");
    return new KeptRuns(other)
        .add("rollback", "1", -1, at(consul), at("1.0.1-a"))
        .plan()
        .orElseThrow();
  }

  @Test
  void isKnownWhereEachRunFoundWhatTheOneBeforeMayHaveLeft() {
    runs.add("apply", "1", 0, Map.of(), Map.of("consul", "1.0.1-a", "nomad", "2.0.4-a"));
    for (var exitCode : List.of(6, 7, -1)) {
      runs.add("upgrade", "2", exitCode, at("1.0.1-a"), at("1.0.2-b"));
    }
    runs.add("upgrade", "3", 6, at("1.0.2-b"), at("1.0.3-c"));
    runs.add("upgrade", "3", 0, at("1.0.2-b"), at("1.0.3-c"));
    assertThat(earlier()).isEqualTo("1");
    runs.add("rollback", "1", 0, at("1.0.3-c"), at("1.0.3-c"));
    assertThat(earlier()).isEqualTo("1");
  }

  @Test
  void refusesAFileThatIsNotThereAndNamesTheBundle() {
    runs.add("upgrade", "2", 0);
    var earlier = EarlierBundle.require(folder, Optional.empty());
    assertThatThrownBy(() -> earlier.requireFile(Optional.empty()))
        .hasMessageContaining("HF-RUN-031 The bundle demo 1 is not at /1");
    assertThatThrownBy(() -> earlier.requireFile(Optional.of(state.resolve("gone"))))
        .hasMessageContaining("is not at " + state.resolve("gone"));
    earlier.requireFile(Optional.of(state));
  }

  @Test
  void saysWhatARunTookAwayThatStoppedInTheMiddleOfAHost() {
    runs.add("upgrade", "2", 6);
    assertThat(RollbackLines.leaves(folder)).isEmpty();
    var run = runs.addInTheMiddleOf("upgrade", "2", "s1");
    assertThat(RollbackLines.leaves(folder).getFirst())
        .isEqualTo("  The run " + run.runId() + " stopped in the middle of s1.");
  }

  private static Staying staying(String component, String version) {
    var hosts = new TreeMap<>(Map.of(version, List.of("s1")));
    return new Staying(component, hosts, "1.0.0", "why", "who");
  }

  private Stays stays(String digest) {
    return StayedBehind.of(folder, Engine.NOMAD, digest);
  }

  @Test
  void whatStayedWhenTheSiteWentBackStaysOnAtTheVersionsOfThen() {
    runs.add("upgrade", "2", 0);
    assertThat(stays("1")).isEqualTo(Stays.NONE);
    runs.addStaying("rollback", "1", 0, staying("nomad", "2.0.5"), staying("agent", "0.2.0"));
    assertThat(stays("2")).isEqualTo(Stays.NONE);
    assertThat(stays("1").keepsAgent()).isTrue();
    var rules = stays("1").rules();
    assertThat(rules).containsOnlyKeys("agent", "nomad");
    assertThat(rules.values())
        .extracting(Stays.Rule::versions)
        .containsExactly(Optional.empty(), Optional.of(Set.of("2.0.5")));
  }

  @Test
  void whatStayedIsForgottenWithTheNextUpgradeThatEndsWellAndNotBefore() {
    runs.add("upgrade", "2", 0);
    runs.addStaying("rollback", "1", 0, staying("nomad", "2.0.5"));
    runs.add("upgrade", "3", 7);
    runs.add("drain", "1", 0);
    assertThat(stays("1").rules()).containsOnlyKeys("nomad");
    runs.add("upgrade", "2", 0);
    assertThat(stays("1")).isEqualTo(Stays.NONE);
  }
}
