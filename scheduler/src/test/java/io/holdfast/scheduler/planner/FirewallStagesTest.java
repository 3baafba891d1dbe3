package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.ComponentFile;
import io.holdfast.bundle.manifest.ComponentKind;
import io.holdfast.bundle.manifest.Licence;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.manifest.Undo;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.Action.UnitVerb;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.scheduler.platform.Platform;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Plans over sites that want their ports opened, or no longer.
class FirewallStagesTest {
  private static final Site PLAIN = PracticePlans.site(text -> text);
  private static final Site OPENED =
      PracticePlans.site(text -> text + "network: {firewall: {mode: apply}}\n");
  private static final Manifest MANIFEST =
      new Manifest(
          "holdfast/manifest/1",
          "shop",
          "1",
          "swarm",
          Stream.of("agent", "consul", "docker", "haproxy")
              .map(FirewallStagesTest::component)
              .toList(),
          List.of(),
          VendorSettings.none(),
          List.of(blob("a"), blob("b")));

  private static Blob blob(String digit) {
    return new Blob(digit.repeat(64), 1, List.of(digit.repeat(64)));
  }

  private static Component component(String name) {
    return new Component(
        name,
        ComponentKind.TREE,
        "1.15.4",
        "linux",
        "amd64",
        new Licence("MIT", "b".repeat(64)),
        "made here",
        List.of(),
        Undo.LINK,
        List.of(new ComponentFile("bin/" + name, "0755", "a".repeat(64), 1)),
        List.of(),
        List.of());
  }

  private static List<DesiredHost> desired(Site site) {
    return new Platform(site, MANIFEST, image -> List.of()).hosts();
  }

  private static Plan plan(Site site, Map<String, HostReading> standing) {
    return PracticePlans.plan(
        site, MANIFEST, Plan.Verb.APPLY, desired(site), standing, operation -> false);
  }

  private static List<Action> actions(Step step) {
    return ((Step.OnHost) step.work()).actions();
  }

  @Test
  void opensThePortsOfEveryHostBeforeAnythingIsStarted() {
    var plan = plan(OPENED, Map.of());
    assertThat(plan.stages())
        .extracting(Stage::path)
        .startsWith("/stage", "/firewall", "/first-start/agent");
    var steps = PracticePlans.stage(plan, "/firewall").planned();
    assertThat(steps)
        .extracting(Step::path)
        .containsExactly(
            "/firewall/s1/open",
            "/firewall/s2/open",
            "/firewall/s3/open",
            "/firewall/w1/open",
            "/firewall/w2/open");
    assertThat(actions(steps.getFirst()))
        .extracting(action -> action.getClass().getSimpleName())
        .containsExactly("PlaceFile", "Check", "SwitchCopy", "ReloadUnits", "Unit", "Unit");
  }

  @Test
  void checksTheRulesOfTheNewCopyBeforeItIsChosen() {
    var open = PracticePlans.stage(plan(OPENED, Map.of()), "/firewall").planned().getFirst();
    var copy = desired(OPENED).getFirst().copy("firewall").orElseThrow().copyId();
    assertThat(Platform.firewallCopy(OPENED, MANIFEST, OPENED.hosts().getFirst()))
        .as("what preflight awaits")
        .contains(copy);
    assertThat(actions(open))
        .contains(
            new Action.Check(
                List.of("/bin/sh", "/opt/holdfast/firewall/" + copy + "/firewall.sh", "check"),
                60));
  }

  @Test
  void changesNothingWhereAllStandsAsWanted() {
    assertThat(plan(OPENED, PracticePlans.standing(desired(OPENED))).stages()).isEmpty();
    assertThat(plan(PLAIN, PracticePlans.standing(desired(PLAIN))).stages()).isEmpty();
  }

  @Test
  void saysNothingOfFirewallsInAPlanForASiteThatWantsNone() {
    assertThat(plan(PLAIN, Map.of()).stages()).extracting(Stage::path).doesNotContain("/firewall");
  }

  @Test
  void loadsTheRulesAnewOnTheOthersWhenAHostIsAdded() {
    var more =
        PracticePlans.site(
            text ->
                text
                    + "  - {name: w3, address: 10.0.0.6, roles: [worker]}\n"
                    + "network: {firewall: {mode: apply}}\n");
    var standing = PracticePlans.standing(desired(OPENED));
    var stage = PracticePlans.stage(plan(more, standing), "/firewall");
    assertThat(PracticePlans.hosts(stage)).containsExactly("s1", "s2", "s3", "w1", "w2", "w3");
    assertThat(actions(stage.planned().getFirst()))
        .endsWith(new Action.Unit("holdfast-firewall.service", UnitVerb.RELOAD));
  }

  @Test
  void loadsTheRulesAnewWhereSomebodyThrewThemAway() {
    var standing = PracticePlans.standing(desired(OPENED));
    standing.compute("s2", (_, reading) -> PracticePlans.firewall(reading, true));
    assertThat(plan(OPENED, standing).stages()).isEmpty();

    standing.compute("s2", (_, reading) -> PracticePlans.firewall(reading, false));
    var plan = plan(OPENED, standing);
    assertThat(plan.steps()).extracting(Step::path).containsExactly("/firewall/s2/open");
    assertThat(actions(plan.steps().getFirst()))
        .endsWith(new Action.Unit("holdfast-firewall.service", UnitVerb.RELOAD));
  }

  @Test
  void closesNothingWhereOnlyAHostIsAdded() {
    var more =
        PracticePlans.site(
            text ->
                text
                    + "  - {name: w3, address: 10.0.0.6, roles: [worker]}\n"
                    + "network: {firewall: {mode: apply}}\n");
    assertThat(plan(more, PracticePlans.standing(desired(OPENED))).stages())
        .extracting(Stage::path)
        .contains("/firewall")
        .doesNotContain("/closed-ports");
  }

  @Test
  void holdsThePortsOfBeforeOpenUntilEverythingElseHasChanged() {
    var other =
        PracticePlans.site(text -> text + "network: {httpPort: 8080, firewall: {mode: apply}}\n");
    var plan = plan(other, PracticePlans.standing(desired(OPENED)));
    assertThat(plan.stages())
        .extracting(Stage::path)
        .containsSubsequence("/firewall", "/load-balancers")
        .endsWith("/closed-ports");
    var copy = copyOf(other, "w1");
    assertThat(actions(step(plan, "/firewall/w1/open")))
        .as("kept before the new copy is checked and chosen")
        .containsSubsequence(
            new Action.Check(
                List.of("/bin/sh", "/opt/holdfast/firewall/" + copy + "/firewall.sh", "keep"), 30),
            new Action.SwitchCopy("/opt/holdfast", "firewall", copy));

    var group = PracticePlans.group(plan, "/closed-ports");
    assertThat(group.hosts()).extracting(Stage.HostWork::host).containsExactly("w1", "w2");
    var work = group.hosts().getFirst();
    assertThat(actions(work.steps().getFirst()))
        .containsExactly(
            new Action.RemoveFile("/opt/holdfast/firewall/kept"),
            new Action.Unit("holdfast-firewall.service", UnitVerb.RELOAD));
    assertThat(actions(work.undo().getFirst()))
        .containsExactly(
            new Action.PutBack("/closed-ports/w1/close"),
            new Action.Unit("holdfast-firewall.service", UnitVerb.RELOAD));
  }

  @Test
  void closesWhatARunThatWasCutOffLeftOpen() {
    var standing = PracticePlans.standing(desired(OPENED));
    standing.computeIfPresent(
        "w2",
        (_, reading) -> {
          var files = new java.util.TreeMap<>(reading.files());
          files.put("/opt/holdfast/firewall/kept", "a".repeat(64));
          return PracticePlans.reading(
              reading.current(), files, reading.units(), reading.packages());
        });
    var plan = plan(OPENED, standing);
    assertThat(plan.stages()).extracting(Stage::path).containsExactly("/closed-ports");
    assertThat(PracticePlans.group(plan, "/closed-ports").hosts())
        .extracting(Stage.HostWork::host)
        .containsExactly("w2");
  }

  @Test
  void takesAwayWhatItOpenedHostByHostOnceTheSiteNoLongerWantsIt() {
    for (var mode : List.of("none", "print")) {
      var site = PracticePlans.site(text -> text + "network: {firewall: {mode: " + mode + "}}\n");
      var plan = plan(site, PracticePlans.standing(desired(OPENED)));
      assertThat(plan.stages()).extracting(Stage::path).containsExactly("/closed-ports");
      var group = PracticePlans.group(plan, "/closed-ports");
      assertThat(group.title()).contains("own rules alone decide", "holdfast requirements");
      assertThat(group.batch()).isEqualTo(1);
      assertThat(group.hosts())
          .extracting(Stage.HostWork::host)
          .containsExactly("s1", "s2", "s3", "w1", "w2");
      var work = group.hosts().getFirst();
      assertThat(work.steps().getFirst().disruptive()).isTrue();
      assertThat(actions(work.steps().getFirst()))
          .containsExactly(
              new Action.Unit("holdfast-firewall.service", UnitVerb.STOP),
              new Action.Unit("holdfast-firewall.service", UnitVerb.DISABLE),
              new Action.RemoveFile("/etc/systemd/system/holdfast-firewall.service"),
              new Action.ReloadUnits(),
              new Action.RemoveFile("/opt/holdfast/firewall/kept"),
              new Action.RemoveFile("/opt/holdfast/firewall/current"));
      assertThat(actions(work.undo().getFirst()))
          .containsExactly(
              new Action.PutBack("/closed-ports/s1/close"),
              new Action.SwitchCopy("/opt/holdfast", "firewall", copyOf(OPENED, "s1")),
              new Action.ReloadUnits(),
              new Action.Unit("holdfast-firewall.service", UnitVerb.ENABLE),
              new Action.Unit("holdfast-firewall.service", UnitVerb.START));
    }
  }

  @Test
  void seesEachHostByConnectionsThatAreNewBeforeItTouchesTheNext() {
    var group =
        PracticePlans.group(plan(PLAIN, PracticePlans.standing(desired(OPENED))), "/closed-ports");
    var server = group.hosts().getFirst();
    assertThat(PracticePlans.gates(server.before()))
        .containsExactly("consul.quorum-before", "swarm.quorum-before");
    assertThat(PracticePlans.gates(server.after()))
        .containsExactly("consul.member-after", "swarm.member-after");
    assertThat(server.undone()).isEqualTo(server.after());
    var look = server.steps().getLast();
    assertThat(look.path()).isEqualTo("/closed-ports/s1/connect-from-s2");
    assertThat(look.host()).isEqualTo("s2");
    assertThat(((Action.Check) actions(look).getFirst()).arguments())
        .endsWith("10.0.0.1:2377", "10.0.0.1:7946", "10.0.0.1:8300", "10.0.0.1:8301");

    var balancer = group.hosts().getLast();
    assertThat(PracticePlans.gates(balancer.before())).containsExactly("lb.serving");
    assertThat(PracticePlans.gates(balancer.after()))
        .containsExactly("consul.client-alive", "swarm.worker-ready", "lb.serving");
    assertThat(((Action.Check) actions(balancer.steps().getLast()).getFirst()).arguments())
        .endsWith("10.0.0.5:80", "10.0.0.5:7946", "10.0.0.5:8301");
  }

  private static String copyOf(Site site, String host) {
    return desired(site).stream()
        .filter(each -> each.host().equals(host))
        .findFirst()
        .flatMap(each -> each.copy("firewall"))
        .orElseThrow()
        .copyId();
  }

  private static Step step(Plan plan, String path) {
    return plan.steps().stream().filter(it -> it.path().equals(path)).findFirst().orElseThrow();
  }
}
