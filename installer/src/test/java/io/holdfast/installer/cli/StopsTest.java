package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.Hop;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.installer.run.Aim;
import io.holdfast.installer.run.RunFolder.About.Stood;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.scheduler.sim.UnbuiltBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopsTest {
  private static final Aim FARTHEST = new Aim.Farthest();
  private static final List<Plan.Verb> KEEPING =
      List.of(Plan.Verb.APPLY, Plan.Verb.REPLACE, Plan.Verb.INSTALL, Plan.Verb.ROLLBACK);

  @TempDir Path state;
  private SiteFolder folder = SiteFolder.of(Path.of("."), "acme");
  private KeptRuns runs = new KeptRuns(folder);

  @BeforeEach
  void installed() {
    folder = SiteFolder.of(state, "acme");
    runs = new KeptRuns(folder);
    runs.add("install", "1", 0);
  }

  @Test
  void aBundleWithoutStopsAndANewSiteAreBroughtToTheEnd() {
    assertThat(new Stops(folder, bundle(List.of()), "2").aim(Plan.Verb.UPGRADE)).isEqualTo(Aim.END);
    var unknown = new Stops(SiteFolder.of(state, "new"), bundle(), "2");
    assertThat(unknown.aim(Plan.Verb.INSTALL)).isEqualTo(Aim.END);
  }

  @Test
  void onlyAnUpgradeLeavesTheStopThatWasReached() {
    runs.addToStop("upgrade", "2", 0, "first");
    assertThat(aim(Plan.Verb.UPGRADE)).isEqualTo(FARTHEST);
    for (var verb : KEEPING) {
      assertThat(aim(verb)).as(verb.word()).isEqualTo(at("first"));
    }
    runs.add("upgrade", "2", 0);
    for (var verb : KEEPING) {
      assertThat(aim(verb)).as(verb.word()).isEqualTo(Aim.END);
    }
  }

  @Test
  void aBundleThatIsNewToASiteIsGoneToAsFarAsMayBe() {
    assertThat(aim(Plan.Verb.APPLY)).isEqualTo(FARTHEST);
  }

  /// What was put back is not rolled out again by whoever wants the stop that was reached. Servers
  /// that cannot go back to it keep where the run had brought them.
  @Test
  void aRunThatDidNotEndWellHasReachedNothing() {
    runs.addToStop("upgrade", "2", 0, "first");
    runs.addToStop("upgrade", "2", 7, "second");
    assertThat(aim(Plan.Verb.APPLY)).isEqualTo(between("first", "second"));
    assertThat(aim(Plan.Verb.REPLACE)).isEqualTo(between("first", "second"));
  }

  @Test
  void aServerThatIsLostInTheMiddleOfARunIsTakenInByWhatThisBrings() {
    runs.addToStop("upgrade", "2", 0, "first");
    runs.addToStop("upgrade", "2", 6, "second");
    assertThat(aim(Plan.Verb.APPLY)).isEqualTo(between("first", "second"));
    assertThat(aim(Plan.Verb.REPLACE)).isEqualTo(at("second"));
  }

  @Test
  void aRunOfAPartHasReachedNothingAndItsRestIsWhatApplyDoes() {
    runs.addToStop("upgrade", "2", 0, "first");
    var part = runs.addToStop("upgrade", "2", 0, "second");
    KeptRuns.leaving(part, "/nomad-workers");
    assertThat(Stops.stood(folder)).contains(new Stood("2", Optional.of("first")));
    assertThat(aim(Plan.Verb.APPLY)).isEqualTo(at("second"));
  }

  @Test
  void aStopCountsNoLongerOnceTheSiteWentBackToAnotherBundle() {
    runs.addToStop("upgrade", "2", 0, "first");
    runs.add("rollback", "1", 0);
    assertThat(aim(Plan.Verb.APPLY)).isEqualTo(FARTHEST);
    assertThat(aim(Plan.Verb.INSTALL)).isEqualTo(Aim.END);
  }

  /// A plan that had nothing to do saw all hosts there, whatever became of the run before.
  @Test
  void aSiteStandsWhereItWasFoundToStand() {
    runs.addToStop("upgrade", "2", 0, "first");
    var stopped = runs.add("upgrade", "2", 6);
    var end = new Stood("2", Optional.empty());
    folder.saveSettled(new SiteFolder.Settled(stopped.runId(), Optional.of(end)));
    assertThat(Stops.stood(folder)).contains(end);
    assertThat(aim(Plan.Verb.APPLY)).isEqualTo(Aim.END);
  }

  /// Of a newer version, or broken: the runs before it still tell.
  @Test
  void aRunThatCannotBeReadTellsNothing() throws IOException {
    runs.addToStop("upgrade", "2", 0, "first");
    var broken = runs.add("drain", "2", 0);
    Files.writeString(broken.path().resolve("run.json"), "{");
    assertThat(Stops.stood(folder)).contains(new Stood("2", Optional.of("first")));
  }

  /// A machine that was attached has the last run alone.
  @Test
  void theLastRunAloneTellsWhereTheSiteStands() {
    var drained = runs.add("drain", "2", 0);
    KeptRuns.begunAt(drained, new Stood("2", Optional.of("first")));
    assertThat(aim(Plan.Verb.APPLY)).isEqualTo(at("first"));
    var onward = runs.add("upgrade", "3", 6);
    KeptRuns.begunAt(onward, new Stood("2", Optional.of("first")));
    assertThat(aim(Plan.Verb.ROLLBACK)).isEqualTo(at("first"));
    assertThat(Stops.stood(folder)).contains(new Stood("2", Optional.of("first")));
  }

  @Test
  void whoWasNotTheLastIsSentToLearnTheLastRunUnlessItGoesOnFromWhatStands() {
    var stops = new Stops(folder, bundle(), "2");
    Supplier<Optional<String>> theirs = () -> Optional.of("their-run");
    assertThatThrownBy(() -> stops.requireLastRun(Plan.Verb.APPLY, 0, theirs))
        .hasMessageContaining("HF-RUN-033")
        .hasMessageContaining("their-run");
    assertThatThrownBy(() -> stops.requireLastRun(Plan.Verb.UPGRADE, 1, theirs))
        .hasMessageContaining("HF-RUN-033");
    assertThatCode(
            () -> {
              stops.requireLastRun(Plan.Verb.APPLY, 0, Optional::empty);
              stops.requireLastRun(Plan.Verb.UPGRADE, 0, theirs);
              new Stops(folder, bundle(List.of()), "2").requireLastRun(Plan.Verb.APPLY, 0, theirs);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void anUpgradeDoesNotLeaveBehindWhoIsBehindAlready() {
    var run = runs.addToStop("upgrade", "2", 0, "first");
    run.saveOutcome(
        new Outcome(6, false, List.of(), List.of(), List.of(), Optional.of(List.of("w3"))));
    var stops = new Stops(folder, bundle(), "2");
    var next = KeptRuns.plan(Plan.Verb.UPGRADE);
    assertThatCode(() -> stops.requireNobodyBehind(next)).doesNotThrowAnyException();
    assertThatThrownBy(() -> stops.requireNobodyBehind(without(next, "w3")))
        .hasMessageContaining("HF-RUN-013 Left behind at the stop before this one: w3");
    assertThatCode(() -> stops.requireNobodyBehind(without(next, "w4"))).doesNotThrowAnyException();
  }

  private Aim aim(Plan.Verb verb) {
    return new Stops(folder, bundle(), "2").aim(verb);
  }

  private static Aim between(String reached, String begun) {
    return new Aim.Between(Optional.of(reached), Optional.of(begun));
  }

  private static Aim at(String stop) {
    return new Aim.Stands(Optional.of(stop));
  }

  private static Plan without(Plan plan, String host) {
    return plan.copy().absent(List.of(host)).made();
  }

  private static Manifest bundle() {
    return bundle(
        List.of(
            new Hop("first", List.of(nomad("1.10.5"))),
            new Hop("second", List.of(nomad("1.11.3")))));
  }

  private static Manifest bundle(List<Hop> hops) {
    return UnbuiltBundle.of("demo", "2", List.of(nomad("2.0.5")), hops.toArray(Hop[]::new));
  }

  private static Component nomad(String version) {
    return UnbuiltBundle.component("nomad", version);
  }
}
