package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.SiteFolder.Origin;
import io.holdfast.templates.site.SiteReader;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleHistoryTest {
  private static final String SITE =
      """
      site: acme
      access: {user: ops, keyFile: id_ed25519}
      vault: {passphraseFile: vault.pass}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server, worker, lb]}
      """;

  @TempDir private Path state;
  private SiteFolder folder = SiteFolder.of(Path.of("unset"), "acme");
  private KeptRuns runs = new KeptRuns(folder);

  @BeforeEach
  void open() {
    folder = SiteFolder.of(state, "acme");
    runs = new KeptRuns(folder);
  }

  private static Origin origin(String version) {
    return new Origin("/site.yaml", Optional.of("/" + version), Optional.of("/trust.json"));
  }

  private SiteContext context() {
    return new SiteContext(
        folder, state.resolve("site.yaml"), SITE, SiteReader.read("site.yaml", SITE));
  }

  private Path usual() {
    return OpenSite.source(context(), Optional.empty(), Optional.empty()).bundle();
  }

  @Test
  void meansTheBundleOfTheLastRunThatEndedWellAndNotTheOnePutBackAfterIt() {
    runs.add("install", "2.1", 0);
    folder.saveStanding(origin("2.1"));
    runs.add("upgrade", "2.2", 7);
    folder.saveOrigin(origin("2.2"));
    assertThat(usual()).isEqualTo(Path.of("/2.1"));
    assertThat(BundleHistory.standingName(folder)).contains("demo 2.1");
  }

  /// `apply --only` ends well, and the site does not stand at its bundle.
  @Test
  void theBundleOfAPartOfAPlanIsNotTheOneTheSiteStandsAt() {
    runs.add("install", "2.1", 0).saveOrigin(origin("2.1"));
    folder.saveStanding(origin("2.1"));
    runs.add("apply", "2.2", 0).saveOrigin(origin("2.2"));
    assertThat(BundleHistory.standingName(folder)).contains("demo 2.1");
    folder.saveStanding(origin("2.2"));
    assertThat(BundleHistory.standingName(folder)).contains("demo 2.2");
  }

  @Test
  void namesTheStopThatWasReached() {
    runs.add("install", "2.1", 0);
    runs.addToStop("upgrade", "2.2", 0, "nomad-1.10");
    assertThat(BundleHistory.standingName(folder)).contains("demo 2.2, stop nomad-1.10");
    KeptRuns.leaving(runs.addToStop("upgrade", "2.2", 0, "nomad-1.11"), "/nomad-workers");
    assertThat(BundleHistory.standingName(folder)).contains("demo 2.2, stop nomad-1.10");
    runs.addToStop("upgrade", "2.2", 7, "nomad-1.11");
    assertThat(BundleHistory.standingName(folder)).contains("demo 2.2, stop nomad-1.10");
    runs.add("upgrade", "2.2", 0);
    assertThat(BundleHistory.standingName(folder)).contains("demo 2.2");
  }

  @Test
  void goesOnWithTheBundleThatTheRunBeganWith() {
    folder.saveStanding(origin("2.1"));
    var run = runs.add("upgrade", "2.2", -1);
    run.saveOrigin(origin("2.2"));
    folder.saveOrigin(origin("2.3"));
    var source = OpenSite.sourceOf(run, context(), Optional.empty(), Optional.empty());
    assertThat(source.bundle()).isEqualTo(Path.of("/2.2"));
    assertThat(usual()).isEqualTo(Path.of("/2.1"));
  }

  @Test
  void leavesARunThatStoppedToBeResumedWhenAWorkerWasDrainedAfterIt() {
    runs.add("install", "2.1", 0);
    var stopped = runs.add("upgrade", "2.2", 6);
    runs.add("exclude", "2.2", 0);
    assertThat(SiteRuns.toResume(folder).map(RunFolder::runId)).contains(stopped.runId());
    assertThat(BundleHistory.standingName(folder)).contains("demo 2.1");
    assertThat(BundleHistory.lastBrought(folder).version()).isEqualTo("2.2");
    var drain = runs.add("drain", "2.2", 6);
    assertThat(SiteRuns.toResume(folder).map(RunFolder::runId)).contains(stopped.runId());
    assertThat(RunWords.of(drain, false)).isEqualTo("stopped safely, can be given again");
    runs.add("apply", "2.1", 0);
    assertThat(SiteRuns.toResume(folder)).isEmpty();
  }

  @Test
  void goesOnWithARunThatBootsHostsAndLeavesTheBundleThatStandsAlone() {
    runs.add("install", "2.1", 0);
    var reboot = runs.add("reboot", "2.1", 6);
    assertThat(SiteRuns.toResume(folder).map(RunFolder::runId)).contains(reboot.runId());
    assertThat(RunWords.of(reboot, true)).isEqualTo("stopped safely, can be resumed");
    assertThat(BundleHistory.standingName(folder)).contains("demo 2.1");
    runs.add("drain", "2.1", 0);
    assertThat(SiteRuns.toResume(folder).map(RunFolder::runId)).contains(reboot.runId());
    runs.add("upgrade", "2.2", 7);
    runs.add("reboot", "2.2", 0);
    assertThat(BundleHistory.standingName(folder)).contains("demo 2.1");
  }

  @Test
  void stillKnowsThatABundleWasPutBackWhenAWorkerWasDrainedAfterIt() {
    runs.add("install", "2.1", 0);
    var failed = runs.add("upgrade", "2.2", 7);
    runs.add("drain", "2.2", 0);
    assertThat(BundleHistory.putBackBy(folder, "2.2")).contains(failed.runId());
  }

  @Test
  void meansTheBundleOfTheFirstInstallWhileThatIsHalfDone() {
    runs.add("install", "2.1", 6);
    folder.saveOrigin(origin("2.1"));
    assertThat(usual()).isEqualTo(Path.of("/2.1"));
  }

  @Test
  void asksForABundleWhereNoneIsKnownToHaveEndedWell() {
    runs.add("upgrade", "2.2", 7);
    folder.saveOrigin(origin("2.2"));
    assertThatThrownBy(this::usual).hasMessageContaining("not clear which bundle");
  }

  @Test
  void remembersThatABundleWasPutBackUntilItEndsWell() {
    runs.add("upgrade", "2.1", 0);
    var failed = runs.add("upgrade", "2.2", 7);
    runs.add("apply", "2.2", 6);
    assertThat(BundleHistory.putBackBy(folder, "2.2")).contains(failed.runId());
    assertThat(BundleHistory.putBackBy(folder, "2.1")).isEmpty();
    runs.add("upgrade", "2.2", 0);
    assertThat(BundleHistory.putBackBy(folder, "2.2")).isEmpty();
  }
}
