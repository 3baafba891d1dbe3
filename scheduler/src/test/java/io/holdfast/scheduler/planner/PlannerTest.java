package io.holdfast.scheduler.planner;

import static io.holdfast.scheduler.planner.PracticePlans.gates;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.SecretText;
import io.holdfast.templates.vendor.ServiceSpec;
import io.holdfast.templates.vendor.VendorSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private final Site site = PracticePlans.site(text -> text);

  @Test
  void startsTogetherWhatIsNew() {
    var plan = plan(Plan.Verb.INSTALL, desired("1", "1"), Map.of(), true);
    assertThat(plan.stages())
        .extracting(Stage::path)
        .containsExactly(
            "/stage",
            "/first-start/agent",
            "/first-start/consul-servers",
            "/consul-access",
            "/first-start/consul-clients",
            "/first-start/docker",
            "/swarm",
            "/first-start/load-balancers",
            "/services");
  }

  @Test
  void plansNothingWhereAllStandsAsWanted() {
    var desired = desired("1", "1");
    assertThat(plan(Plan.Verb.APPLY, desired, PracticePlans.standing(desired), false).isEmpty())
        .isTrue();
  }

  @Test
  void plansNothingForAWorkerThatGivesNoAnswerAndNamesIt() {
    var standing = PracticePlans.standing(desired("1", "1"));
    var upgrade = desired("2", "2");
    var whole = plan(Plan.Verb.UPGRADE, upgrade, standing, true);
    assertThat(whole.absent()).isEmpty();
    assertThat(whole.steps()).extracting(Step::host).contains("w2");
    var without =
        PracticePlans.planWithout(
            List.of("w2"), site, manifest(), Plan.Verb.UPGRADE, upgrade, standing);
    assertThat(without.absent()).contains(List.of("w2"));
    assertThat(without.steps()).extracting(Step::host).doesNotContain("w2");
    assertThat(without.changes()).doesNotContainKey("w2");
    assertThat(without.basis().hosts()).doesNotContainKey("w2").containsKey("w1");
    assertThat(without.stages())
        .extracting(Stage::path)
        .isEqualTo(whole.stages().stream().map(Stage::path).toList());
  }

  @Test
  void changesRunningServersOneByOneWithAWayBack() {
    var plan =
        plan(
            Plan.Verb.UPGRADE, desired("2", "1"), PracticePlans.standing(desired("1", "1")), false);
    assertThat(plan.stages())
        .extracting(Stage::path)
        .containsExactly("/stage", "/snapshot", "/consul-servers", "/consul-clients");
    var servers = (Stage.Group) plan.stages().get(2);
    assertThat(servers.quorum()).contains(new Stage.QuorumRule("consul", 3));
    assertThat(servers.hosts()).extracting(Stage.HostWork::host).containsExactly("s1", "s2", "s3");
    for (var work : servers.hosts()) {
      assertThat(gates(work.before())).containsExactly("consul.quorum-before");
      assertThat(gates(work.after()))
          .containsExactly("consul.member-after", "unit.steady", "consul.durable-counts");
      assertThat(work.undo()).hasSize(1);
      assertThat(((Step.OnHost) work.undo().getFirst().work()).actions())
          .contains(new Action.SetAside("/var/lib/holdfast/consul/raft"))
          .contains(new Action.SwitchCopy("/opt/holdfast", "consul", copyIdOfConsul("1")));
    }
  }

  @Test
  void saysFromWhereOnAGroupGoesOnlyForward() {
    var plan =
        plan(
            Plan.Verb.UPGRADE, desired("2", "1"), PracticePlans.standing(desired("1", "1")), false);
    assertThat(PlanText.of(plan, Outline.of(plan, Set.of())))
        .containsOnlyOnce(
            "  only forward once a changed host leads: at the latest when the last one stops");
  }

  @Test
  void restartsWhoReadsAFileThatChangesAndAgainWhereItIsPutBack() {
    var copy =
        PracticePlans.copy(
            "consul", DesiredCopy.Kind.TREE, "1", "holdfast-consul.service", List.of());
    var file =
        new Action.PlaceFile(
            "/etc/systemd/resolved.conf.d/holdfast.conf", "0644", "0:0", SecretText.of("new"));
    var desired =
        new DesiredCopy(
            copy.component(),
            copy.kind(),
            copy.version(),
            copy.files(),
            List.of(file),
            copy.packages(),
            copy.units(),
            copy.user(),
            copy.folders(),
            copy.checks(),
            copy.takesOver(),
            List.of("systemd-resolved.service"));
    var steps = new HostSteps("/opt/holdfast");
    var restart = new Action.Unit("systemd-resolved.service", Action.UnitVerb.TRY_RESTART);
    var changed = change(desired, Map.of(file.path(), "old"));
    assertThat(actions(steps.start("/a", changed))).endsWith(restart);
    assertThat(actions(steps.swap("/a", changed))).endsWith(restart);
    assertThat(actions(steps.undo("/a", changed, List.of()))).endsWith(restart);
    var same = change(desired, Map.of(file.path(), file.text().sha256()));
    assertThat(actions(steps.swap("/a", same))).doesNotContain(restart);
    assertThat(actions(steps.undo("/a", same, List.of()))).doesNotContain(restart);
  }

  private static Change change(DesiredCopy desired, Map<String, String> files) {
    var reading =
        PracticePlans.reading(
            Map.of(desired.component(), "0-0123456789ab"), files, Map.of(), Map.of());
    return Change.between("s1", desired, reading, SecretText::sha256);
  }

  private static List<Action> actions(Step step) {
    return ((Step.OnHost) step.work()).actions();
  }

  @Test
  void drainsAHostThatServesBeforeItIsTouched() {
    var plan =
        plan(
            Plan.Verb.UPGRADE, desired("1", "2"), PracticePlans.standing(desired("1", "1")), false);
    var workers = (Stage.Group) plan.stages().getLast();
    assertThat(workers.path()).isEqualTo("/docker-workers");
    var work = workers.hosts().getFirst();
    assertThat(gates(work.before())).containsExactly("lb.backends-up");
    assertThat(work.steps())
        .extracting(Step::path)
        .containsExactly(
            "/docker-workers/w1/drain", "/docker-workers/w1/swap", "/docker-workers/w1/ready");
    assertThat(gates(work.after())).contains("lb.host-back");
    assertThat(work.undo())
        .extracting(Step::path)
        .containsExactly("/docker-workers/w1/undo", "/docker-workers/w1/ready-again");
  }

  @Test
  void disturbsAHostAgainOnlyWhileOthersServeAndItIsDrained() {
    var plan =
        plan(
            Plan.Verb.UPGRADE, desired("1", "2"), PracticePlans.standing(desired("1", "1")), false);
    var servers = (Stage.Group) plan.stages().get(1);
    assertThat(gates(servers.hosts().getFirst().again())).containsExactly("swarm.quorum-or-down");
    var workers = (Stage.Group) plan.stages().getLast();
    assertThat(gates(workers.hosts().getFirst().again()))
        .containsExactly("lb.others-serve-or-down", "lb.drained");
  }

  @Test
  void drainsAServerThatWorksToo() {
    var all =
        PracticePlans.site(text -> text.replace(PracticePlans.SERVER, "roles: [server, worker]}"));
    var plan =
        plan(
            all,
            Plan.Verb.UPGRADE,
            desired("1", "2"),
            PracticePlans.standing(desired("1", "1")),
            false);
    var servers = (Stage.Group) plan.stages().get(1);
    assertThat(servers.hosts().getFirst().steps())
        .extracting(Step::path)
        .containsExactly(
            "/docker-managers/s1/drain", "/docker-managers/s1/swap", "/docker-managers/s1/ready");
    assertThat(gates(servers.hosts().getFirst().before()))
        .containsExactly("swarm.quorum-before", "lb.backends-up");
  }

  @Test
  void setsTheOldPackagesBackInOneTransaction() {
    var plan =
        plan(
            Plan.Verb.UPGRADE, desired("1", "2"), PracticePlans.standing(desired("1", "1")), false);
    var managers = (Stage.Group) plan.stages().get(1);
    var undo = (Step.OnHost) managers.hosts().getFirst().undo().getFirst().work();
    assertThat(
            undo.actions().stream()
                .filter(action -> action instanceof Action.InstallPackages)
                .map(action -> ((Action.InstallPackages) action).packages()))
        .containsExactly(List.of(new Action.PackageVersion("docker.io", "1")));
  }

  @Test
  void takesAStoppedUnitForAChange() {
    var desired = desired("1", "1");
    var standing = PracticePlans.standing(desired);
    var s1 = Objects.requireNonNull(standing.get("s1"));
    var units = new TreeMap<>(s1.units());
    units.put("holdfast-consul.service", new HostReading.UnitReading("failed", true, 0, 0));
    standing.put("s1", PracticePlans.reading(s1.current(), s1.files(), units, s1.packages()));
    assertThat(plan(Plan.Verb.APPLY, desired, standing, false).steps())
        .extracting(Step::path)
        .containsExactly("/consul-servers/s1/hand-over-consul", "/consul-servers/s1/swap");
  }

  @Test
  void tellsQuorumsThatStandHowManyServersArePlannedBeforeOneIsStopped() {
    var desired = desired("1", "1");
    var standing = PracticePlans.standing(desired);
    var grown = plan(Plan.Verb.APPLY, desired("2", "1"), standing, true);
    assertThat(grown.stages())
        .extracting(Stage::path)
        .containsSubsequence("/stage", "/places", "/snapshot", "/consul-servers");
    assertThat(grown.steps())
        .filteredOn(step -> step.path().startsWith("/places/"))
        .singleElement()
        .satisfies(
            step ->
                assertThat(((Step.Operate) step.work()).parameters())
                    .isEqualTo(Map.of("servers", "3", "stableSeconds", "10")));
    assertThat(plan(Plan.Verb.INSTALL, desired, Map.of(), true).stages())
        .as("a new quorum is founded with that")
        .extracting(Stage::path)
        .doesNotContain("/places");
  }

  @Test
  void givesTheSamePlanForTheSameInput() {
    var first = plan(Plan.Verb.INSTALL, desired("1", "1"), Map.of(), true);
    var second = plan(Plan.Verb.INSTALL, desired("1", "1"), Map.of(), true);
    assertThat(second.digest()).isEqualTo(first.digest());
    assertThat(PlanText.of(second, Outline.of(second, Set.of())))
        .isEqualTo(PlanText.of(first, Outline.of(first, Set.of())));
  }

  @Test
  void readsBackTheJsonOfAPlan() {
    var plan = plan(Plan.Verb.INSTALL, desired("1", "1"), Map.of(), true);
    assertThat(Json.read(Json.canonical(plan), Plan.class)).isEqualTo(plan);
  }

  @Test
  void readsAPlanOfAVersionThatKnewNoGatesForDisturbingAgain() {
    var plan =
        plan(
            Plan.Verb.UPGRADE, desired("1", "2"), PracticePlans.standing(desired("1", "1")), false);
    var text = new String(Json.canonical(plan), StandardCharsets.UTF_8);
    var old = text.replaceAll("\"again\":\\[[^\\]]*\\],", "");
    assertThat(old).isNotEqualTo(text).doesNotContain("\"again\"");
    var work = ((Stage.Group) Json.read(old, Plan.class).stages().getLast()).hosts().getFirst();
    assertThat(work.again()).isEmpty();
    assertThat(work.steps()).hasSize(3);
  }

  private Plan plan(
      Plan.Verb verb,
      List<DesiredHost> desired,
      Map<String, HostReading> standing,
      boolean pending) {
    return plan(site, verb, desired, standing, pending);
  }

  private static Plan plan(
      Site site,
      Plan.Verb verb,
      List<DesiredHost> desired,
      Map<String, HostReading> standing,
      boolean pending) {
    return PracticePlans.plan(site, manifest(), verb, desired, standing, operation -> pending);
  }

  private static Manifest manifest() {
    var service =
        new ServiceSpec(
            "web", "web", 8080, 8080, 1, "/health", Map.of(), Optional.empty(), 100, 128);
    var image =
        new io.holdfast.bundle.manifest.Image("web", "web:1", "a".repeat(64), "linux/amd64");
    var blob = new io.holdfast.bundle.manifest.Blob("a".repeat(64), 3, List.of("a".repeat(64)));
    return new Manifest(
        "holdfast/manifest/1",
        "demo",
        "1",
        "swarm",
        List.of(),
        List.of(image),
        VendorSettings.none().withServices(List.of(service)),
        List.of(blob));
  }

  private List<DesiredHost> desired(String consul, String docker) {
    var hosts = new ArrayList<DesiredHost>();
    for (var host : site.hosts()) {
      var copies = new TreeMap<String, DesiredCopy>();
      copies.put(
          "agent",
          PracticePlans.copy(
              "agent", DesiredCopy.Kind.TREE, "1", "holdfast-agent.service", List.of()));
      copies.put(
          "consul",
          PracticePlans.copy(
              "consul",
              DesiredCopy.Kind.TREE,
              "1.14." + consul,
              "holdfast-consul.service",
              List.of()));
      copies.put(
          "docker",
          PracticePlans.copy(
              "docker",
              DesiredCopy.Kind.PACKAGES,
              docker,
              "docker.service",
              List.of(new Action.PackageVersion("docker.io", docker))));
      if (host.is(io.holdfast.templates.site.Role.LB)) {
        copies.put(
            "haproxy",
            PracticePlans.copy(
                "haproxy", DesiredCopy.Kind.PACKAGES, "3", "haproxy.service", List.of()));
      }
      hosts.add(new DesiredHost(host.name(), copies, List.of()));
    }
    return hosts;
  }

  private static String copyIdOfConsul(String version) {
    return PracticePlans.copy(
            "consul",
            DesiredCopy.Kind.TREE,
            "1.14." + version,
            "holdfast-consul.service",
            List.of())
        .copyId();
  }
}
