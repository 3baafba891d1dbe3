package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.ComponentFile;
import io.holdfast.bundle.manifest.ComponentKind;
import io.holdfast.bundle.manifest.Image;
import io.holdfast.bundle.manifest.Licence;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.manifest.Undo;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Staying;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.SecretText;
import io.holdfast.templates.vendor.ServiceSpec;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A site that goes back to an earlier bundle: what follows it, and what stays.
class RollbackPlanTest {
  private static final String DIGEST = "a".repeat(64);

  private final Site swarm = PracticePlans.site(text -> text);
  private final Site nomad =
      PracticePlans.site(text -> text.replace("site: acme\n", "site: acme\nengine: nomad\n"));

  /// Versions of components, and the text of every configuration.
  private record Release(Map<String, String> versions, String config) {
    static final Release OLD =
        new Release(
            Map.of(
                "agent", "0.1.0",
                "consul", "1.20.5",
                "docker", "26.1.4",
                "cni", "1.5.0",
                "nomad", "2.0.4",
                "haproxy", "3.0.10"),
            "old");

    static final Release NEW =
        new Release(
            Map.of(
                "agent", "0.2.0",
                "consul", "1.21.0",
                "docker", "27.3.1",
                "cni", "1.6.0",
                "nomad", "2.0.5",
                "haproxy", "3.0.11"),
            "new");

    Release with(String component, String version) {
      var all = new TreeMap<>(versions);
      all.put(component, version);
      return new Release(all, config);
    }

    Release withConfig(String other) {
      return new Release(versions, other);
    }

    String version(String component) {
      return Objects.requireNonNull(versions.get(component), component);
    }
  }

  @Test
  void bringsBackWhatMayGoBackGroupByGroupBehindTheSameGates() {
    var plan = back(nomad, Release.NEW, Release.OLD);
    assertThat(plan.verb()).isEqualTo(Plan.Verb.ROLLBACK);
    assertThat(paths(plan))
        .containsExactly(
            "/stage", "/network-plugins", "/docker-workers", "/load-balancers", "/services");
    var containers = PracticePlans.group(plan, "/docker-workers").hosts().getFirst();
    assertThat(((Step.OnHost) swap(containers).work()).actions())
        .filteredOn(Action.InstallPackages.class::isInstance)
        .singleElement()
        .extracting(action -> ((Action.InstallPackages) action).packages())
        .isEqualTo(List.of(new Action.PackageVersion("docker.io", "26.1.4")));
    var upgrade = forward(nomad, Release.OLD.with("agent", "0.2.0"), Release.NEW);
    for (var path : List.of("/docker-workers", "/load-balancers")) {
      assertThat(gatesOf(plan, path)).isEqualTo(gatesOf(upgrade, path)).isNotEmpty();
    }
  }

  @Test
  void leavesConsulNomadAndTheAgentAsTheyStandOnEveryHostAndSaysWhy() {
    var plan = back(nomad, Release.NEW, Release.OLD);
    for (var host : nomad.hosts()) {
      var change = Objects.requireNonNull(plan.changes().get(host.name()));
      for (var component : List.of("agent", "consul", "nomad")) {
        assertThat(change.to().get(component))
            .startsWith(Release.NEW.version(component))
            .isEqualTo(change.from().get(component));
      }
    }
    var stays = plan.stays().orElseThrow();
    assertThat(stays).extracting(Staying::component).containsExactly("agent", "consul", "nomad");
    var last = stays.getLast();
    assertThat(last.hosts()).isEqualTo(Map.of("2.0.5", List.of("s1", "s2", "s3", "w1", "w2")));
    assertThat(last.lines())
        .containsExactly(
            "nomad stays at 2.0.5 on s1, s2, s3, w1, w2; the bundle has 2.0.4",
            "  what a newer Nomad has written, an older one may not be able to read; its clients"
                + " stay with its servers",
            "  by Nomad's documentation: Upgrade Nomad; Migrate from Nomad 1.8 to Nomad 2.0");
    assertThat(PlanText.of(plan, Outline.of(plan, Set.of("w1", "w2"))))
        .contains("  nomad stays at 2.0.5 on s1, s2, s3, w1, w2; the bundle has 2.0.4");
  }

  @Test
  void leavesTheEngineOfASwarmOnManagersAndWorkers() {
    var plan = back(swarm, Release.NEW, Release.OLD);
    assertThat(paths(plan)).containsExactly("/stage", "/load-balancers", "/services");
    assertThat(plan.stays().orElseThrow())
        .extracting(Staying::component)
        .containsExactly("agent", "consul", "docker");
    assertThat(plan.steps())
        .flatExtracting(step -> step.work() instanceof Step.OnHost on ? on.actions() : List.of())
        .noneMatch(Action.InstallPackages.class::isInstance);
  }

  @Test
  void bringsBackTheConfigurationOfServersThatAreAtTheVersionOfBefore() {
    var before = Release.OLD.withConfig("new");
    var plan = back(nomad, before, Release.OLD);
    assertThat(plan.stays()).isEmpty();
    assertThat(paths(plan))
        .contains("/consul-servers", "/consul-clients", "/nomad-servers", "/nomad-clients")
        .doesNotContain("/snapshot");
    var servers = PracticePlans.group(plan, "/nomad-servers");
    assertThat(servers.quorum()).contains(new Stage.QuorumRule("nomad", 3));
    assertThat(servers.hosts()).allSatisfy(work -> assertThat(work.undo()).isNotEmpty());
  }

  @Test
  void keepsTheConfigurationOfWhatStaysWithIt() {
    var before = Release.OLD.with("nomad", "2.0.5").withConfig("new");
    var plan = back(nomad, before, Release.OLD);
    assertThat(paths(plan)).contains("/consul-servers").doesNotContain("/nomad-servers");
    assertThat(plan.changes().values())
        .allSatisfy(change -> assertThat(change.to().get("nomad")).startsWith("2.0.5-"));
  }

  @Test
  void theAgentFollowsWithItsSettingsAndKeepsItsProgram() {
    var standing = withOtherFiles(standing(nomad, Release.NEW), "/agent/");
    var plan = back(nomad, standing, manifest("nomad", Release.OLD), Release.OLD);
    var agents = PracticePlans.group(plan, "/agent");
    assertThat(agents.hosts()).hasSize(5);
    assertThat(((Step.OnHost) swap(agents.hosts().getFirst()).work()).actions())
        .contains(
            new Action.SwitchCopy("/opt/holdfast", "agent", copy("agent", Release.NEW).copyId()));
  }

  /// Certificates come to their end also where nothing else may change.
  @Test
  void stillBringsWhatTheSiteGivesToWhatStays() {
    var standing = withOtherFiles(standing(nomad, Release.NEW), "/nomad/");
    var plan = back(nomad, standing, manifest("nomad", Release.OLD), Release.OLD);
    var servers = PracticePlans.group(plan, "/nomad-servers");
    assertThat(servers.hosts()).hasSize(3);
    var actions = ((Step.OnHost) swap(servers.hosts().getFirst()).work()).actions();
    assertThat(actions)
        .filteredOn(Action.PlaceFile.class::isInstance)
        .extracting(action -> ((Action.PlaceFile) action).path())
        .containsExactly("/etc/holdfast/nomad/key.pem");
    assertThat(actions).contains(new Action.SwitchCopy("/opt/holdfast", "nomad", newNomad()));
  }

  private static String newNomad() {
    return copy("nomad", Release.NEW).copyId();
  }

  private static Map<String, HostReading> withOtherFiles(
      Map<String, HostReading> standing, String of) {
    var all = new TreeMap<String, HostReading>();
    standing.forEach(
        (host, reading) -> {
          var files = new TreeMap<>(reading.files());
          files.replaceAll((path, digest) -> path.contains(of) ? DIGEST : digest);
          all.put(
              host,
              PracticePlans.reading(reading.current(), files, reading.units(), reading.packages()));
        });
    return all;
  }

  /// An older server under a newer leader would be what everybody is told to want.
  @Test
  void doesNotGoBackFromHalfAnUpgradeOfServersWhichOnlyForwardBringsTogether() {
    var standing = new TreeMap<>(standing(nomad, Release.NEW));
    standing.put("s3", Objects.requireNonNull(standing(nomad, Release.OLD).get("s3")));
    assertThatThrownBy(() -> back(nomad, standing, manifest("nomad", Release.OLD), Release.OLD))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.exitCode()).isEqualTo(2);
              assertThat(refused.problems()).hasSize(2);
              assertThat(refused.problems().getLast().toText())
                  .contains("HF-RUN-031", "nomad stays as it stands")
                  .contains("nomad stands at 2.0.4 on s3, at 2.0.5 on s1, s2")
                  .contains("holdfast resume", "holdfast upgrade --bundle BUNDLE");
            });
  }

  @Test
  void doesNotGoBackWhileManagersOfASwarmStandAtTwoVersions() {
    var half = Release.OLD.with("docker", "27.3.1");
    var standing = new TreeMap<>(standing(swarm, Release.OLD));
    standing.put("s1", Objects.requireNonNull(standing(swarm, half).get("s1")));
    assertThatThrownBy(() -> back(swarm, standing, manifest("swarm", Release.OLD), Release.OLD))
        .hasMessageContaining("HF-RUN-031 docker stays as it stands");
  }

  /// Clients may be older than their servers.
  @Test
  void goesBackFromAnUpgradeThatStoppedAfterItsServersAndLeavesEachHostWhereItStands() {
    var standing = new TreeMap<>(standing(nomad, Release.OLD));
    for (var server : List.of("s1", "s2", "s3")) {
      standing.put(server, Objects.requireNonNull(standing(nomad, Release.NEW).get(server)));
    }
    var plan = back(nomad, standing, manifest("nomad", Release.OLD), Release.OLD);
    assertThat(plan.stays().orElseThrow())
        .extracting(Staying::hosts)
        .containsOnly(
            new TreeMap<>(Map.of("0.2.0", List.of("s1", "s2", "s3"))),
            new TreeMap<>(Map.of("1.21.0", List.of("s1", "s2", "s3"))),
            new TreeMap<>(Map.of("2.0.5", List.of("s1", "s2", "s3"))));
  }

  @Test
  void refusesAnOlderVersionForAHostThatHasNoneWhileTheOthersStay() {
    var standing = new TreeMap<>(standing(nomad, Release.NEW));
    standing.remove("s3");
    assertThatThrownBy(() -> back(nomad, standing, manifest("nomad", Release.OLD), Release.OLD))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused ->
                assertThat(refused.problems().getLast().toText())
                    .contains("HF-VER-003", "nomad 2.0.4 is older than 2.0.5, at which it stays")
                    .contains("upgrade --bundle BUNDLE", "hosts replace s3 --bundle BUNDLE"));
  }

  @Test
  void asksNoVendorWhichVersionMayFollowWhenItGoesBack() {
    var narrow = manifest("nomad", Release.OLD, List.of("3.0.9"));
    assertThat(paths(back(nomad, standing(nomad, Release.NEW), narrow, Release.OLD)))
        .contains("/load-balancers");
    assertThatThrownBy(
            () ->
                PracticePlans.plan(
                    nomad,
                    narrow,
                    Plan.Verb.UPGRADE,
                    desired(nomad, Release.OLD.with("nomad", "2.0.5").with("consul", "1.21.0")),
                    standing(nomad, Release.NEW),
                    _ -> false))
        .hasMessageContaining("HF-VER-001");
  }

  @Test
  void anUpgradeStillRefusesToGoBack() {
    assertThatThrownBy(() -> forward(nomad, Release.NEW, Release.OLD))
        .hasMessageContaining("HF-VER-003")
        .hasMessageContaining("Nomad does not go back from 2.0.5 to 2.0.4");
  }

  @Test
  void hasNothingToDoOnceItHasGoneBackWhicheverVerbAsks() {
    var first = back(nomad, Release.NEW, Release.OLD);
    var since = Stays.since(first.stays().orElseThrow(), nomad.engine());
    var standing = wentBack();
    for (var verb : List.of(Plan.Verb.ROLLBACK, Plan.Verb.APPLY)) {
      var again = plan(nomad, verb, Release.OLD, standing, since, false);
      assertThat(again.isEmpty()).isTrue();
      assertThat(again.stays()).isEqualTo(first.stays());
    }
  }

  /// What a later upgrade brought, and did not bring to its end, has not stayed by a way back.
  @Test
  void onlyTheVersionsOfThenStayOn() {
    var first = back(nomad, Release.NEW, Release.OLD);
    var since = Stays.since(first.stays().orElseThrow(), nomad.engine());
    var standing = new TreeMap<>(wentBack());
    standing.put(
        "s1",
        Objects.requireNonNull(
            standing(nomad, Release.NEW.with("nomad", "2.0.6").with("haproxy", "3.0.10"))
                .get("s1")));
    assertThatThrownBy(() -> plan(nomad, Plan.Verb.APPLY, Release.OLD, standing, since, false))
        .hasMessageContaining("Nomad does not go back from 2.0.6 to 2.0.4");
  }

  /// An upgrade that follows a way back, and stops, has brought a newer version than the one kept.
  @Test
  void aSwarmDoesNotGoBelowTheVersionThatWroteItsDataByAnApplyAfterwards() {
    var since =
        Stays.since(back(swarm, Release.NEW, Release.OLD).stays().orElseThrow(), swarm.engine());
    var standing = new TreeMap<>(standing(swarm, Release.NEW.with("haproxy", "3.0.10")));
    var later = Release.NEW.with("docker", "28.0.1").with("haproxy", "3.0.10");
    standing.put("s1", Objects.requireNonNull(standing(swarm, later).get("s1")));
    assertThatThrownBy(() -> plan(swarm, Plan.Verb.APPLY, Release.OLD, standing, since, false))
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
  void theEngineOfASwarmGoesBackByNoOtherVerb() {
    var older = Release.NEW.with("docker", "26.1.4");
    assertThatThrownBy(() -> forward(swarm, Release.NEW, older))
        .hasMessageContaining("docker does not go back from 27.3.1 to 26.1.4");
    assertThat(paths(forward(nomad, Release.NEW, older))).contains("/docker-workers");
  }

  @Test
  void asksTheVendorAgainOnceItHasGoneBack() {
    var since =
        Stays.since(back(nomad, Release.NEW, Release.OLD).stays().orElseThrow(), nomad.engine());
    assertThatThrownBy(
            () ->
                PracticePlans.plan(
                    nomad,
                    manifest("nomad", Release.OLD, List.of("3.0.9")),
                    Plan.Verb.APPLY,
                    desired(nomad, Release.OLD),
                    standing(nomad, Release.NEW),
                    _ -> false,
                    since))
        .hasMessageContaining("HF-VER-001")
        .hasMessageContaining("haproxy 3.0.10 may follow 3.0.9");
  }

  @Test
  void aPlanRemembersWhatStaysAndOneWithoutItLooksAsItDid() {
    var plan = back(nomad, Release.NEW, Release.OLD);
    var read = Json.read(Json.canonical(plan), Plan.class);
    assertThat(read).isEqualTo(plan);
    assertThat(plan.withStages(List.of()).stays()).isEqualTo(plan.stays());
    var upgrade = forward(nomad, Release.OLD, Release.NEW);
    assertThat(new String(Json.canonical(upgrade), java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContain("stays");
  }

  /// What stands after the way back from the new release to the old one.
  private Map<String, HostReading> wentBack() {
    var release = Release.OLD;
    for (var component : List.of("agent", "consul", "nomad")) {
      release = release.with(component, Release.NEW.version(component));
    }
    var hosts = new ArrayList<DesiredHost>();
    for (var host : desired(nomad, release)) {
      var copies = new TreeMap<>(host.copies());
      for (var component : List.of("agent", "consul", "nomad")) {
        copies.computeIfPresent(component, (name, _) -> copy(name, Release.NEW));
      }
      hosts.add(new DesiredHost(host.host(), copies, host.images()));
    }
    return PracticePlans.standing(hosts);
  }

  private static Plan back(Site site, Release from, Release to) {
    return back(site, standing(site, from), manifest(site.engine().word(), to), to);
  }

  private static Plan back(
      Site site, Map<String, HostReading> standing, Manifest manifest, Release to) {
    return PracticePlans.plan(
        site,
        manifest,
        Plan.Verb.ROLLBACK,
        desired(site, to),
        standing,
        operation -> operation.operation().endsWith(".deploy-service"),
        Stays.goingBack(site.engine()));
  }

  private static Plan forward(Site site, Release from, Release to) {
    return plan(site, Plan.Verb.UPGRADE, to, standing(site, from), Stays.NONE, true);
  }

  private static Plan plan(
      Site site,
      Plan.Verb verb,
      Release to,
      Map<String, HostReading> standing,
      Stays stays,
      boolean pending) {
    return PracticePlans.plan(
        site,
        manifest(site.engine().word(), to),
        verb,
        desired(site, to),
        standing,
        _ -> pending,
        stays);
  }

  private static List<String> paths(Plan plan) {
    return plan.stages().stream().map(Stage::path).toList();
  }

  private static List<String> gatesOf(Plan plan, String path) {
    return PracticePlans.group(plan, path).hosts().stream()
        .flatMap(
            work ->
                PracticePlans.gates(
                    java.util.stream.Stream.of(work.before(), work.again(), work.after())
                        .flatMap(List::stream)
                        .toList())
                    .stream())
        .toList();
  }

  private static Step swap(Stage.HostWork work) {
    return work.steps().stream()
        .filter(step -> step.path().endsWith("/swap"))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, HostReading> standing(Site site, Release release) {
    return PracticePlans.standing(desired(site, release));
  }

  private static List<DesiredHost> desired(Site site, Release release) {
    var hosts = new ArrayList<DesiredHost>();
    for (var host : site.hosts()) {
      var copies = new TreeMap<String, DesiredCopy>();
      Renderer.components(site, host).forEach(name -> copies.put(name, copy(name, release)));
      hosts.add(new DesiredHost(host.name(), copies, List.of()));
    }
    return hosts;
  }

  private static DesiredCopy copy(String component, Release release) {
    var version = release.version(component);
    var isDocker = component.equals(Layout.DOCKER);
    var config = component.equals(Layout.AGENT) ? "same" : release.config();
    return new DesiredCopy(
        component,
        isDocker ? DesiredCopy.Kind.PACKAGES : DesiredCopy.Kind.TREE,
        version,
        List.of(
            new Action.CopyFile(
                "etc/" + component, "0644", Optional.empty(), Optional.of(SecretText.of(config)))),
        List.of(
            new Action.PlaceFile(
                "/etc/holdfast/" + component + "/key.pem",
                "0640",
                "0:0",
                SecretText.of(SecretText.placeholder(component + ".key"))),
            new Action.PlaceFile(
                "/etc/systemd/system/" + component + ".service",
                "0644",
                "0:0",
                SecretText.of(config))),
        isDocker ? List.of(new Action.PackageVersion("docker.io", version)) : List.of(),
        component.equals(Layout.CNI) ? List.of() : List.of(component + ".service"),
        Optional.empty(),
        List.of(),
        List.of(),
        DesiredCopy.TakesOver.RESTART,
        List.of());
  }

  private static Manifest manifest(String engine, Release release) {
    return manifest(engine, release, List.of());
  }

  /// The vendor says of HAProxy which versions it may follow.
  private static Manifest manifest(String engine, Release release, List<String> upgradesFrom) {
    var service =
        new ServiceSpec(
            "web", "web", 8080, 8080, 1, "/health", Map.of(), Optional.empty(), 100, 128);
    return new Manifest(
        "holdfast/manifest/1",
        "demo",
        "1",
        engine,
        List.of(
            new Component(
                "haproxy",
                ComponentKind.TREE,
                release.version("haproxy"),
                "linux",
                "amd64",
                new Licence("GPL-2.0", DIGEST),
                "a test",
                upgradesFrom,
                Undo.LINK,
                List.of(new ComponentFile("bin/haproxy", "0755", DIGEST, 3)),
                List.of(),
                List.of())),
        List.of(new Image("web", "web:1", DIGEST, "linux/amd64")),
        VendorSettings.none().withServices(List.of(service)),
        List.of(new Blob(DIGEST, 3, List.of(DIGEST))));
  }
}
