package io.holdfast.scheduler.planner;

import static io.holdfast.scheduler.planner.PracticePlans.gates;
import static io.holdfast.scheduler.planner.PracticePlans.group;
import static io.holdfast.scheduler.planner.PracticePlans.hosts;
import static io.holdfast.scheduler.planner.PracticePlans.names;
import static io.holdfast.scheduler.planner.PracticePlans.operate;
import static io.holdfast.scheduler.planner.PracticePlans.operations;
import static io.holdfast.scheduler.planner.PracticePlans.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.ComponentFile;
import io.holdfast.bundle.manifest.ComponentKind;
import io.holdfast.bundle.manifest.Image;
import io.holdfast.bundle.manifest.Licence;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.manifest.PackagePin;
import io.holdfast.bundle.manifest.Undo;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.Platform;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.vendor.VendorSettings;
import io.holdfast.templates.yaml.YamlBinder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Plans of the engine `nomad`, made from a site, a bundle's manifest and the real templates.
class NomadPlannerTest {
  static final String DIGEST = "a".repeat(64);
  static final String OLD_NOMAD = "2.0.4";
  static final String NEW_NOMAD = "2.0.5";
  static final String OLD_DOCKER = "20.10.24";
  static final String OLD_CNI = "1.7.1";
  static final String NOTHING = "";
  static final String WAIT = "upgrade: {workers: wait, waitSeconds: 900}\n";
  static final String MIGRATE = "upgrade: {workers: migrate, drainSeconds: 45}\n";

  private static final VendorSettings VENDOR =
      YamlBinder.read(
              "vendor.yaml",
              """
              nomad:
                pauseImage: web:1
                jobs:
                  - {id: report, specification: {ID: report, Type: batch}}
              services:
                - {name: web, image: web, port: 8080, hostPort: 18080}
              """,
              VendorSettings.class)
          .value();

  @Test
  void installsServersThenAccessThenWorkers() {
    var plan =
        PracticePlans.plan(
            site(NOTHING),
            manifest(OLD_NOMAD, OLD_DOCKER, OLD_CNI),
            Plan.Verb.INSTALL,
            new Platform(
                    site(NOTHING), manifest(OLD_NOMAD, OLD_DOCKER, OLD_CNI), image -> List.of())
                .hosts(),
            Map.of(),
            operation -> true);
    assertThat(plan.stages())
        .extracting(Stage::path)
        .containsExactly(
            "/stage",
            "/first-start/agent",
            "/first-start/consul-servers",
            "/consul-access",
            "/first-start/consul-clients",
            "/first-start/docker",
            "/first-start/network-plugins",
            "/first-start/nomad-servers",
            "/nomad-access",
            "/first-start/nomad-clients",
            "/first-start/load-balancers",
            "/services",
            "/jobs");
    assertThat(hosts(stage(plan, "/first-start/docker"))).containsExactly("w1", "w2");
    assertThat(hosts(stage(plan, "/first-start/network-plugins"))).containsExactly("w1", "w2");
    assertThat(hosts(stage(plan, "/first-start/nomad-servers"))).containsExactly("s1", "s2", "s3");
    assertThat(gates(((Stage.Everywhere) stage(plan, "/first-start/nomad-servers")).after()))
        .contains("nomad.formed")
        .filteredOn("nomad.keyring-ready"::equals)
        .hasSize(3);
    assertThat(operations(stage(plan, "/nomad-access").planned()))
        .containsExactly("nomad.bootstrap-acl", "consul.workload-identity");
    assertThat(operations(stage(plan, "/jobs").planned())).containsExactly("nomad.deploy-job");
    assertThat(((Stage.Sequence) stage(plan, "/jobs")).after())
        .extracting(GateSpec::path)
        .containsExactly("nomad.job-placed:report");
    var services = (Stage.Sequence) stage(plan, "/services");
    assertThat(operations(services.steps())).containsExactly("nomad.deploy-service");
    assertThat(services.after())
        .extracting(GateSpec::path)
        .containsExactly("nomad.service-running:web", "lb.backends-up");
    assertThat(services.after().getFirst().parameters())
        .containsEntry("image", "127.0.0.1:5000/web@sha256:" + DIGEST)
        .containsKey("specification");
  }

  @Test
  void plansNothingWhereAllStandsAsWanted() {
    assertThat(
            upgrade(
                    NOTHING,
                    manifest(OLD_NOMAD, OLD_DOCKER, OLD_CNI),
                    manifest(OLD_NOMAD, OLD_DOCKER, OLD_CNI))
                .isEmpty())
        .isTrue();
  }

  @Test
  void changesServersAsAQuorumWithAWayBack() {
    var servers = group(newNomad(NOTHING), "/nomad-servers");
    assertThat(servers.quorum()).contains(new Stage.QuorumRule("nomad", 3));
    assertThat(servers.hosts()).extracting(Stage.HostWork::host).containsExactly("s1", "s2", "s3");
    for (var work : servers.hosts()) {
      assertThat(gates(work.before())).containsExactly("nomad.quorum-before");
      assertThat(gates(work.again())).containsExactly("nomad.quorum-or-down");
      assertThat(names(work.steps())).containsExactly("hand-over-nomad", "swap");
      assertThat(gates(work.after()))
          .containsExactly("nomad.member-after", "unit.steady", "nomad.durable-counts");
      assertThat(names(work.undo())).containsExactly("undo");
      assertThat(((Step.OnHost) work.undo().getFirst().work()).actions())
          .containsSubsequence(
              new Action.Unit("holdfast-nomad.service", Action.UnitVerb.STOP),
              new Action.SetAside("/var/lib/holdfast/nomad/server/raft"),
              new Action.Unit("holdfast-nomad.service", Action.UnitVerb.RESTART));
      assertThat(gates(work.undone())).containsExactly("nomad.member-after");
    }
  }

  @Test
  void leavesTasksWhereTheyAreAndTheHostInTraffic() {
    var plan = newNomad(NOTHING);
    assertThat(plan.stages())
        .extracting(Stage::path)
        .containsExactly("/stage", "/snapshot", "/nomad-servers", "/nomad-clients");
    var work = group(plan, "/nomad-clients").hosts().getFirst();
    assertThat(work.host()).isEqualTo("w1");
    assertThat(work.before()).isEmpty();
    assertThat(names(work.steps())).containsExactly("note", "swap");
    assertThat(gates(work.after()))
        .containsExactly("unit.steady", "nomad.worker-ready", "nomad.same-work");
    assertThat(work.after().get(1).parameters()).containsEntry("version", NEW_NOMAD);
    assertThat(names(work.undo())).containsExactly("undo");
    assertThat(gates(work.undone())).containsExactly("nomad.worker-ready");
    assertThat(work.undone().getFirst().parameters()).containsEntry("version", OLD_NOMAD);
  }

  @Test
  void wantsAChangedWorkerToStayReadyForTheStabilisationTime() {
    for (var path : List.of("/nomad-clients", "/docker-workers")) {
      var plan =
          upgrade(
              NOTHING,
              manifest(OLD_NOMAD, OLD_DOCKER, OLD_CNI),
              manifest(NEW_NOMAD, "26.1.5", OLD_CNI));
      assertThat(group(plan, path).hosts().getFirst().after())
          .filteredOn(gate -> gate.gate().equals("nomad.worker-ready"))
          .extracting(GateSpec::stableMs)
          .containsExactly(10_000L);
    }
  }

  @Test
  void waitsForWorkThatEndsByItselfAndLeavesTheRest() {
    var work = group(newNomad(WAIT), "/nomad-clients").hosts().getFirst();
    assertThat(names(work.steps())).containsExactly("close", "note", "swap", "open");
    assertThat(operate(work.steps().getFirst()).parameters())
        .containsEntry("host", "w1")
        .containsEntry("mode", "wait")
        .containsEntry("deadlineMs", "900000");
    assertThat(work.steps().getFirst().disruptive()).isTrue();
    assertThat(gates(work.after())).contains("nomad.same-work").doesNotContain("lb.host-back");
    assertThat(names(work.undo())).containsExactly("undo", "open-again");
    assertThat(gates(work.undone())).containsExactly("nomad.worker-ready");
  }

  @Test
  void movesTasksAwayWithTheHostOutOfTraffic() {
    var work = group(newNomad(MIGRATE), "/nomad-clients").hosts().getFirst();
    assertThat(gates(work.before())).containsExactly("lb.backends-up");
    assertThat(gates(work.again())).containsExactly("lb.others-serve-or-down", "lb.drained");
    assertThat(names(work.steps())).containsExactly("drain", "close", "swap", "open", "ready");
    assertThat(operate(work.steps().get(1)).parameters())
        .containsEntry("mode", "migrate")
        .containsEntry("deadlineMs", "45000");
    assertThat(gates(work.after()))
        .containsExactly("unit.steady", "nomad.worker-ready", "lb.host-back");
    assertThat(names(work.undo())).containsExactly("undo", "open-again", "ready-again");
    assertThat(gates(work.undone())).containsExactly("nomad.worker-ready", "lb.host-back");
  }

  @Test
  void movesTasksAwayFromANewContainerEngineWhateverTheOperatorChose() {
    for (var mode : List.of(NOTHING, WAIT, MIGRATE)) {
      var plan =
          upgrade(
              mode,
              manifest(OLD_NOMAD, OLD_DOCKER, OLD_CNI),
              manifest(OLD_NOMAD, "26.1.5", OLD_CNI));
      assertThat(plan.stages())
          .extracting(Stage::path)
          .containsExactly("/stage", "/docker-workers");
      var group = group(plan, "/docker-workers");
      assertThat(group.quorum()).isEmpty();
      assertThat(group.hosts()).extracting(Stage.HostWork::host).containsExactly("w1", "w2");
      var work = group.hosts().getFirst();
      assertThat(names(work.steps())).containsExactly("drain", "close", "swap", "open", "ready");
      assertThat(operate(work.steps().get(1)).parameters()).containsEntry("mode", "migrate");
      assertThat(gates(work.after()))
          .containsExactly("unit.steady", "nomad.worker-ready", "lb.host-back");
      assertThat(work.after().get(1).parameters()).doesNotContainKey("version");
      assertThat(names(work.undo())).containsExactly("undo", "open-again", "ready-again");
      assertThat(((Step.OnHost) work.undo().getFirst().work()).actions())
          .filteredOn(action -> action instanceof Action.InstallPackages)
          .extracting(action -> ((Action.InstallPackages) action).packages())
          .containsExactly(List.of(new Action.PackageVersion("docker.io", OLD_DOCKER)));
    }
  }

  @Test
  void treatsTheTasksOfAServerThatWorksTooLikeThoseOfAnyWorker() {
    var both = "roles: [server, worker]}";
    var inPlace = group(newNomad(site(NOTHING, both)), "/nomad-servers").hosts().getFirst();
    assertThat(names(inPlace.steps())).containsExactly("note", "hand-over-nomad", "swap");
    assertThat(gates(inPlace.before())).containsExactly("nomad.quorum-before");
    assertThat(gates(inPlace.after()))
        .containsExactly(
            "nomad.member-after",
            "unit.steady",
            "nomad.durable-counts",
            "nomad.worker-ready",
            "nomad.same-work");
    assertThat(gates(inPlace.undone())).containsExactly("nomad.member-after", "nomad.worker-ready");
    var migrate = group(newNomad(site(MIGRATE, both)), "/nomad-servers").hosts().getFirst();
    assertThat(names(migrate.steps()))
        .containsExactly("drain", "close", "hand-over-nomad", "swap", "open", "ready");
    assertThat(gates(migrate.again()))
        .containsExactly("nomad.quorum-or-down", "lb.others-serve-or-down", "lb.drained");
  }

  @Test
  void readsBackTheJsonOfAPlan() {
    var plan = newNomad(WAIT);
    assertThat(Json.read(Json.canonical(plan), Plan.class)).isEqualTo(plan);
  }

  @Test
  void refusesABundleForAnotherEngine() {
    var platform =
        new Platform(
            site(NOTHING), manifest("swarm", OLD_NOMAD, OLD_DOCKER, OLD_CNI), image -> List.of());
    assertThatThrownBy(platform::hosts)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.OTHER_ENGINE);
              assertThat(refused.first().what())
                  .isEqualTo("The bundle is for the engine swarm, the site says nomad");
              assertThat(refused.exitCode()).isEqualTo(2);
            });
  }

  static Plan newNomad(String upgrade) {
    return upgrade(
        upgrade,
        manifest(OLD_NOMAD, OLD_DOCKER, OLD_CNI),
        manifest(NEW_NOMAD, OLD_DOCKER, OLD_CNI));
  }

  static Plan newNomad(Site site) {
    return upgrade(
        site, manifest(OLD_NOMAD, OLD_DOCKER, OLD_CNI), manifest(NEW_NOMAD, OLD_DOCKER, OLD_CNI));
  }

  static Plan upgrade(String upgrade, Manifest from, Manifest to) {
    return upgrade(site(upgrade), from, to);
  }

  /// With everything of the first bundle standing.
  static Plan upgrade(Site site, Manifest from, Manifest to) {
    var standing = PracticePlans.standing(new Platform(site, from, image -> List.of()).hosts());
    return PracticePlans.plan(
        site,
        to,
        Plan.Verb.UPGRADE,
        new Platform(site, to, image -> List.of()).hosts(),
        standing,
        operation -> false);
  }

  static Site site(String upgrade) {
    return site(upgrade, PracticePlans.SERVER);
  }

  static Site site(String upgrade, String serverRoles) {
    return PracticePlans.site(
        text ->
            text.replace("site: acme\n", "site: acme\nengine: nomad\n")
                    .replace(PracticePlans.SERVER, serverRoles)
                + upgrade);
  }

  static Manifest manifest(String nomad, String docker, String cni) {
    return manifest("nomad", nomad, docker, cni);
  }

  static Manifest manifest(String engine, String nomad, String docker, String cni) {
    return new Manifest(
        "holdfast/manifest/1",
        "demo",
        "1",
        engine,
        List.of(
            tree("agent", "0.1.0"),
            tree("cni", cni),
            tree("consul", "1.15.4"),
            packages("docker", "docker.io", docker),
            packages("haproxy", "haproxy", "3.0.11"),
            tree("nomad", nomad)),
        List.of(new Image("web", "web:1", DIGEST, "linux/amd64")),
        VENDOR,
        List.of(new Blob(DIGEST, 3, List.of(DIGEST))));
  }

  static Component tree(String name, String version) {
    return component(
        name, ComponentKind.TREE, version, Undo.LINK, "bin/" + name, List.of(), List.of());
  }

  static Component packages(String name, String pack, String version) {
    var file = pack + ".deb";
    return component(
        name,
        ComponentKind.PACKAGES,
        version,
        Undo.REINSTALL,
        file,
        List.of(new PackagePin(pack, version, "amd64", file)),
        List.of(pack));
  }

  static Component component(
      String name,
      ComponentKind kind,
      String version,
      Undo undo,
      String file,
      List<PackagePin> pins,
      List<String> roots) {
    return new Component(
        name,
        kind,
        version,
        "linux",
        "amd64",
        new Licence("MPL-2.0", DIGEST),
        "a test",
        List.of(),
        undo,
        List.of(new ComponentFile(file, "0755", DIGEST, 3)),
        pins,
        roots);
  }
}
