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
  void takesAwayWhatItOpenedOnceTheSiteNoLongerWantsIt() {
    var standing = PracticePlans.standing(desired(OPENED));
    var plan = plan(PLAIN, standing);
    assertThat(plan.stages()).extracting(Stage::path).containsExactly("/firewall");
    assertThat(actions(plan.steps().getFirst()))
        .containsExactly(
            new Action.Unit("holdfast-firewall.service", UnitVerb.STOP),
            new Action.Unit("holdfast-firewall.service", UnitVerb.DISABLE),
            new Action.RemoveFile("/etc/systemd/system/holdfast-firewall.service"),
            new Action.ReloadUnits(),
            new Action.RemoveFile("/opt/holdfast/firewall/current"));
  }
}
