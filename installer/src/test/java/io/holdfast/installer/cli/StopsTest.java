package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.Hop;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.installer.run.Aim;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.scheduler.sim.UnbuiltBundle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopsTest {
  private static final Aim FARTHEST = new Aim.Farthest();

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
    var plain = bundle(List.of());
    assertThat(Stops.aim(folder, plain, "2", Plan.Verb.UPGRADE)).isEqualTo(Aim.END);
    assertThat(aim(Plan.Verb.INSTALL)).isEqualTo(Aim.END);
  }

  @Test
  void onlyAnUpgradeLeavesTheStopThatWasReached() {
    runs.addToStop("upgrade", "2", 0, "first");
    assertThat(aim(Plan.Verb.UPGRADE)).isEqualTo(FARTHEST);
    for (var verb : List.of(Plan.Verb.APPLY, Plan.Verb.REPLACE, Plan.Verb.ROLLBACK)) {
      assertThat(aim(verb)).isEqualTo(at("first"));
    }
    runs.add("upgrade", "2", 0);
    assertThat(aim(Plan.Verb.APPLY)).isEqualTo(Aim.END);
  }

  @Test
  void aBundleThatIsNewToASiteIsGoneToAsFarAsMayBe() {
    assertThat(aim(Plan.Verb.APPLY)).isEqualTo(FARTHEST);
  }

  /// What was put back is not rolled out again by whoever names nothing; a server that was lost
  /// meanwhile is taken in by the rest of the run that waits.
  @Test
  void aRunThatDidNotEndWellHasReachedNothing() {
    runs.addToStop("upgrade", "2", 0, "first");
    runs.addToStop("upgrade", "2", 7, "second");
    assertThat(aim(Plan.Verb.APPLY)).isEqualTo(at("first"));
    runs.addToStop("upgrade", "2", 6, "second");
    assertThat(aim(Plan.Verb.APPLY)).isEqualTo(at("first"));
    assertThat(aim(Plan.Verb.REPLACE)).isEqualTo(at("second"));
  }

  @Test
  void anUpgradeDoesNotLeaveBehindWhoIsBehindAlready() {
    var run = runs.addToStop("upgrade", "2", 0, "first");
    run.saveOutcome(
        new Outcome(6, false, List.of(), List.of(), List.of(), Optional.of(List.of("w3"))));
    var next = KeptRuns.plan(Plan.Verb.UPGRADE);
    assertThatCode(() -> Stops.requireNobodyBehind(folder, bundle(), "2", next))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Stops.requireNobodyBehind(folder, bundle(), "2", without(next, "w3")))
        .hasMessageContaining("HF-RUN-013 Left behind at the stop before this one: w3");
    assertThatCode(() -> Stops.requireNobodyBehind(folder, bundle(), "2", without(next, "w4")))
        .doesNotThrowAnyException();
  }

  private Aim aim(Plan.Verb verb) {
    return Stops.aim(folder, bundle(), "2", verb);
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
