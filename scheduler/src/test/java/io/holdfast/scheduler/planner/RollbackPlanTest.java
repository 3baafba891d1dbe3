package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Staying;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A site that goes back to an earlier bundle: what follows it, and what stays.
class RollbackPlanTest {
  private static final String DIGEST = "a".repeat(64);

  private final Site swarm = RollbackPlans.SWARM;
  private final Site nomad = RollbackPlans.NOMAD;

  @Test
  void bringsBackWhatMayGoBackGroupByGroupBehindTheSameGates() {
    var plan = RollbackPlans.back(nomad, Release.NEW, Release.OLD);
    assertThat(plan.verb()).isEqualTo(Plan.Verb.ROLLBACK);
    assertThat(RollbackPlans.paths(plan))
        .containsExactly(
            "/stage", "/network-plugins", "/docker-workers", "/load-balancers", "/services");
    var containers = PracticePlans.group(plan, "/docker-workers").hosts().getFirst();
    assertThat(((Step.OnHost) swap(containers).work()).actions())
        .filteredOn(Action.InstallPackages.class::isInstance)
        .singleElement()
        .extracting(action -> ((Action.InstallPackages) action).packages())
        .isEqualTo(List.of(new Action.PackageVersion("docker.io", "26.1.4")));
    var upgrade = RollbackPlans.forward(nomad, Release.OLD.with("agent", "0.2.0"), Release.NEW);
    for (var path : List.of("/docker-workers", "/load-balancers")) {
      assertThat(gatesOf(plan, path)).isEqualTo(gatesOf(upgrade, path)).isNotEmpty();
    }
  }

  @Test
  void leavesConsulNomadAndTheAgentAsTheyStandOnEveryHostAndSaysWhy() {
    var plan = RollbackPlans.back(nomad, Release.NEW, Release.OLD);
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
    var plan = RollbackPlans.back(swarm, Release.NEW, Release.OLD);
    assertThat(RollbackPlans.paths(plan)).containsExactly("/stage", "/load-balancers", "/services");
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
    var plan = RollbackPlans.back(nomad, before, Release.OLD);
    assertThat(plan.stays()).isEmpty();
    assertThat(RollbackPlans.paths(plan))
        .contains("/consul-servers", "/consul-clients", "/nomad-servers", "/nomad-clients")
        .doesNotContain("/snapshot");
    var servers = PracticePlans.group(plan, "/nomad-servers");
    assertThat(servers.quorum()).contains(new Stage.QuorumRule("nomad", 3));
    assertThat(servers.hosts()).allSatisfy(work -> assertThat(work.undo()).isNotEmpty());
  }

  @Test
  void keepsTheConfigurationOfWhatStaysWithIt() {
    var before = Release.OLD.with("nomad", "2.0.5").withConfig("new");
    var plan = RollbackPlans.back(nomad, before, Release.OLD);
    assertThat(RollbackPlans.paths(plan))
        .contains("/consul-servers")
        .doesNotContain("/nomad-servers");
    assertThat(plan.changes().values())
        .allSatisfy(change -> assertThat(change.to().get("nomad")).startsWith("2.0.5-"));
  }

  @Test
  void theAgentFollowsWithItsSettingsAndKeepsItsProgram() {
    var standing = withOtherFiles(Release.NEW.standing(nomad), "/agent/");
    var plan = RollbackPlans.back(nomad, standing, Release.OLD.manifest("nomad"), Release.OLD);
    var agents = PracticePlans.group(plan, "/agent");
    assertThat(agents.hosts()).hasSize(5);
    assertThat(((Step.OnHost) swap(agents.hosts().getFirst()).work()).actions())
        .contains(
            new Action.SwitchCopy("/opt/holdfast", "agent", Release.NEW.copy("agent").copyId()));
  }

  /// Certificates come to their end also where nothing else may change.
  @Test
  void stillBringsWhatTheSiteGivesToWhatStays() {
    var standing = withOtherFiles(Release.NEW.standing(nomad), "/nomad/");
    var plan = RollbackPlans.back(nomad, standing, Release.OLD.manifest("nomad"), Release.OLD);
    var servers = PracticePlans.group(plan, "/nomad-servers");
    assertThat(servers.hosts()).hasSize(3);
    var actions = ((Step.OnHost) swap(servers.hosts().getFirst()).work()).actions();
    assertThat(actions)
        .filteredOn(Action.PlaceFile.class::isInstance)
        .extracting(action -> ((Action.PlaceFile) action).path())
        .containsExactly("/etc/holdfast/nomad/key.pem");
    assertThat(actions)
        .contains(
            new Action.SwitchCopy("/opt/holdfast", "nomad", Release.NEW.copy("nomad").copyId()));
  }

  /// Clients may be older than their servers.
  @Test
  void goesBackFromAnUpgradeThatStoppedAfterItsServersAndLeavesEachHostWhereItStands() {
    var standing = new TreeMap<>(Release.OLD.standing(nomad));
    for (var server : List.of("s1", "s2", "s3")) {
      standing.put(server, Objects.requireNonNull(Release.NEW.standing(nomad).get(server)));
    }
    var plan = RollbackPlans.back(nomad, standing, Release.OLD.manifest("nomad"), Release.OLD);
    assertThat(plan.stays().orElseThrow())
        .extracting(Staying::hosts)
        .containsOnly(
            new TreeMap<>(Map.of("0.2.0", List.of("s1", "s2", "s3"))),
            new TreeMap<>(Map.of("1.21.0", List.of("s1", "s2", "s3"))),
            new TreeMap<>(Map.of("2.0.5", List.of("s1", "s2", "s3"))));
  }

  @Test
  void asksNoVendorWhichVersionMayFollowWhenItGoesBack() {
    var narrow = Release.OLD.manifest("nomad", List.of("3.0.9"));
    assertThat(
            RollbackPlans.paths(
                RollbackPlans.back(nomad, Release.NEW.standing(nomad), narrow, Release.OLD)))
        .contains("/load-balancers");
    assertThatThrownBy(
            () ->
                PracticePlans.plan(
                    nomad,
                    narrow,
                    Plan.Verb.UPGRADE,
                    Release.OLD.with("nomad", "2.0.5").with("consul", "1.21.0").desired(nomad),
                    Release.NEW.standing(nomad),
                    _ -> false))
        .hasMessageContaining("HF-VER-001");
  }

  @Test
  void aPlanRemembersWhatStaysAndOneWithoutItLooksAsItDid() {
    var plan = RollbackPlans.back(nomad, Release.NEW, Release.OLD);
    var read = Json.read(Json.canonical(plan), Plan.class);
    assertThat(read).isEqualTo(plan);
    assertThat(plan.withStages(List.of()).stays()).isEqualTo(plan.stays());
    var upgrade = RollbackPlans.forward(nomad, Release.OLD, Release.NEW);
    assertThat(new String(Json.canonical(upgrade), java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContain("stays");
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
}
