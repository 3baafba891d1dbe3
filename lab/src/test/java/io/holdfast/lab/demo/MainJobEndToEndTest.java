package io.holdfast.lab.demo;

import static io.holdfast.lab.demo.PracticeSite.asStanding;
import static io.holdfast.lab.demo.PracticeSite.differences;
import static io.holdfast.lab.demo.PracticeSite.expect;
import static io.holdfast.lab.demo.PracticeSite.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.lab.probe.PracticeProbes;
import io.holdfast.lab.probe.Probe;
import io.holdfast.templates.site.Engine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/// The main job on practice hosts, by the command line of the distributed program only: refuse,
/// install, apply again, and upgrade through kills, cut sessions and a second operator. The methods
/// are one story and share one lab.
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobEndToEndTest {
  private final ProjectHome home = ProjectHome.find();
  private Optional<Story> story = Optional.empty();

  /// What the methods share, once the hosts are there. `upgraded` is who brought the interrupted
  /// upgrade to its end; empty where there was none.
  private static final class Story {
    final PracticeSite site;
    final DemoBundles bundles;
    boolean isInstalled;
    Optional<Administrator> upgraded = Optional.empty();

    Story(PracticeSite site, DemoBundles bundles) {
      this.site = site;
      this.bundles = bundles;
    }

    String bundle(DemoBundle bundle) {
      return bundles.file(bundle).toString();
    }
  }

  @BeforeAll
  void makeBundlesAndHosts() throws IOException {
    var ingredients = home.ingredients(Engine.SWARM);
    var site = new PracticeSite(PracticeSite.NAME, home.made(PracticeSite.NAME), home.program());
    var bundles = new DemoBundles(site.folder(), ingredients);
    bundles.build(site.program(), DemoBundle.FIRST);
    bundles.build(site.program(), DemoBundle.SECOND);
    site.boot(Engine.SWARM);
    story = Optional.of(new Story(site, bundles));
  }

  @AfterAll
  void removeHosts() {
    story.ifPresent(known -> known.site.remove());
  }

  @Test
  @Order(1)
  void refusesBadInputWithItsIdAndExitCodeAndChangesNothing() throws IOException {
    var site = story().site;
    var before = site.snapshots();
    new BadInput(site, story().bundles).refuseAll();
    assertThat(differences(before, site.snapshots())).as("changes by refused installs").isEmpty();
  }

  @Test
  @Order(2)
  void installsByTheWizardAClusterThatServesThroughBothBalancers()
      throws IOException, InterruptedException {
    var site = story().site;
    var bundles = story().bundles;
    var wizard = new WizardInstall(site, bundles.file(DemoBundle.FIRST), bundles.trust());
    wizard.run();
    var answers = site.install(wizard.siteFile(), bundles.file(DemoBundle.FIRST), bundles.trust());
    var again = expect(site.run(answers), 0, "install by the answers");
    assertThat(again.path("changed").asInt(-1)).as("steps left to change").isZero();
    var install = site.install("site.yaml", bundles.file(DemoBundle.FIRST), bundles.trust());
    expect(site.run(install), 0, "install by the file, which is less patient");
    site.servesThroughBothBalancers();
    story().isInstalled = true;
  }

  @Test
  @Order(3)
  void refusesWhoeverHasNoRight() throws IOException {
    var site = installed().site;
    var folder = site.folder();
    var probes =
        PracticeProbes.run(site.lab(), folder.resolve("site.yaml"), folder.resolve("state"));
    probes.forEach(probe -> PracticeSite.say(probe.says()));
    assertThat(probes).isNotEmpty().allMatch(Probe::asItMust);
  }

  @Test
  @Order(4)
  void aSecondApplyChangesNothingAndWritesNothing() {
    var site = installed().site;
    var before = site.snapshots();
    var startsBefore = site.starts();
    var result = expect(site.run(site.administrator().verb("apply")), 0, "apply");
    assertThat(result.path("changed").asInt(-1)).as("changed steps").isZero();
    assertThat(differences(before, site.snapshots())).isEmpty();
    assertThat(site.starts()).as("unit starts").isEqualTo(startsBefore);
  }

  @Test
  @Order(5)
  void refusesToTouchHostsOfAnotherCluster() throws IOException {
    var site = installed().site;
    var before = site.snapshots();
    site.writeChanged("elsewhere.yaml", text -> text.replace("site: e2e", "site: elsewhere"));
    var bundles = story().bundles;
    var install = site.install("elsewhere.yaml", bundles.file(DemoBundle.FIRST), bundles.trust());
    refusal(site.run(install), 9, "HF-HST-001");
    assertThat(differences(before, site.snapshots())).isEmpty();
  }

  @Test
  @Order(6)
  void anInterruptedUpgradeEndsAsPlanned() throws IOException {
    var site = installed().site;
    var bundle = story().bundle(DemoBundle.SECOND);
    isRehearsed(site, bundle);
    var stale = site.folder().resolve("stale.json").toString();
    var plan = site.administrator().verb("plan", "--bundle", bundle, "--out", stale);
    expect(site.run(plan), 0, "plan");
    var rival = site.attachElsewhere("second-operator");
    var sample = new InterruptionSample(home.commit());
    PracticeSite.say(sample.toString());
    var upgrade =
        new InterruptedUpgrade(
            site, sample.drawn(), rival.verb("upgrade", "--bundle", bundle, "--trust", trust()));
    var administrator = upgrade.carryOut(bundle, trust());
    isAsPlanned(administrator);
    var standing = asStanding(site.snapshots());
    story().upgraded = Optional.of(administrator);
    refusal(site.run(administrator.verb("apply", stale)), 2, "HF-RUN-001");
    assertThat(differences(standing, asStanding(site.snapshots()))).isEmpty();
  }

  @Test
  @Order(7)
  void takesWorkersOutOfWorkAndBringsThemBack() throws IOException {
    var site = installed().site;
    assumeTrue(story().upgraded.isPresent(), "the upgrade failed");
    var bundle = List.of("--bundle", story().bundle(DemoBundle.SECOND), "--trust", trust());
    new WorkersOutAndIn(site, story().upgraded.get(), bundle).carryOut();
  }

  /// The site's own upgrade in the simulator, which knows from its runs what stands there.
  private static void isRehearsed(PracticeSite site, String bundle) {
    var rehearsal = site.administrator().verb("sim", "--bundle", bundle, "--seeds", "20");
    var report = expect(site.run(rehearsal), 0, "rehearsal of the upgrade");
    assertThat(report.path("violations").asInt(-1)).as(report.toString()).isZero();
    assertThat(report.path("verb").asString()).isEqualTo("upgrade");
    assertThat(report.path("changes").toString()).contains("docker", "26.1.5");
  }

  @Test
  @Order(8)
  void letsAServerGoAndBootsHostsInTurn() {
    var site = installed().site;
    assumeTrue(story().upgraded.isPresent(), "the upgrade failed");
    new HostsDownAndUp(site, story().upgraded.get()).carryOut();
  }

  /// Nothing left to do, every host at the new versions, one leader, and the service answers.
  private void isAsPlanned(Administrator administrator) {
    var site = story().site;
    var bundle = story().bundle(DemoBundle.SECOND);
    var plan =
        administrator.verb("plan", "--detailed-exitcode", "--bundle", bundle, "--trust", trust());
    expect(site.run(plan), 0, "plan after the upgrade");
    for (var host : site.hosts()) {
      assertThat(site.facts().versions(host))
          .as("versions on %s", host.name())
          .containsEntry("docker", "26.1.5")
          .containsEntry("consul", story().bundles.story().consul());
      assertThat(site.lab().exec(host.name(), "readlink", "/opt/holdfast/docker/current").out())
          .as("the current copy of docker on %s", host.name())
          .startsWith("26.1.5-");
    }
    var status = site.awaitWhole(administrator);
    assertThat(status.path("unfinished").asBoolean(true)).as(status.toString()).isFalse();
    site.servesThroughBothBalancers();
  }

  private String trust() {
    return story().bundles.trust().toString();
  }

  private Story story() {
    return story.orElseThrow();
  }

  private Story installed() {
    assumeTrue(story().isInstalled, "the install failed");
    return story();
  }
}
