package io.holdfast.scheduler.planner;

import static io.holdfast.scheduler.planner.PracticePlans.gates;
import static io.holdfast.scheduler.planner.PracticePlans.hosts;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.Action.UnitVerb;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Plans over hosts where a unit is stopped that others wait for.
class StoppedTest {
  private final Site site = PracticePlans.site(text -> text);

  @Test
  void startsAStoppedEngineBeforeItsHostJoins() {
    var plan = apply(stopping("docker.service", "s3", "w1"), true);
    assertThat(plan.stages())
        .extracting(Stage::path)
        .containsSubsequence("/start-stopped/docker", "/swarm")
        .doesNotContain("/docker-managers", "/docker-workers");
    var started = PracticePlans.stage(plan, "/start-stopped/docker");
    assertThat(hosts(started)).containsExactly("s3", "w1");
    assertThat(verbs(started.planned().getFirst()))
        .containsExactly(UnitVerb.ENABLE, UnitVerb.START);
    assertThat(gates(((Stage.Everywhere) started).after()))
        .containsExactly("unit.steady", "unit.steady");
  }

  @Test
  void startsAStoppedBalancerBeforeAnyHostIsTakenOutOfTraffic() {
    var standing = PracticePlans.standing(desired("1", "1"));
    stop(standing, "haproxy.service", "w1");
    stop(standing, "docker.service", "w1");
    stop(standing, "holdfast-consul.service", "w1");
    assertThat(apply(standing, false).stages())
        .extracting(Stage::path)
        .containsExactly("/start-stopped/docker", "/start-stopped/haproxy", "/consul-clients");
  }

  @Test
  void startsBothStoppedBalancersOfAPairThoughNeitherServesForTheOther() {
    var plan = apply(stopping("haproxy.service", "w1", "w2"), false);
    assertThat(plan.steps())
        .extracting(Step::path)
        .containsExactly("/start-stopped/haproxy/w1/start", "/start-stopped/haproxy/w2/start");
  }

  @Test
  void callsTheStartOfAStoppedProductNoChangeOfItsConfiguration() {
    var standing = PracticePlans.standing(desired("1", "1"));
    stop(standing, "holdfast-consul.service", "w1");
    assertThat(apply(standing, false).steps().stream().map(Step::title))
        .contains("start consul 1, which does not run")
        .noneMatch(title -> title.contains("its configuration"));
  }

  @Test
  void startsTheOldVersionAndLeavesTheNewOneToItsGroup() {
    var plan = plan(Plan.Verb.UPGRADE, desired("1", "2"), stopping("docker.service", "s3"), true);
    assertThat(plan.stages())
        .extracting(Stage::path)
        .containsSubsequence("/start-stopped/docker", "/swarm", "/docker-managers");
    var start = PracticePlans.stage(plan, "/start-stopped/docker").planned().getFirst();
    assertThat(start.title()).isEqualTo("start docker 1, which is stopped");
    assertThat(((Step.OnHost) start.work()).actions())
        .containsExactly(
            new Action.Unit("docker.service", UnitVerb.ENABLE),
            new Action.Unit("docker.service", UnitVerb.START));
    assertThat(hosts(PracticePlans.group(plan, "/docker-managers")))
        .containsExactly("s1", "s2", "s3");
  }

  @Test
  void enablesAUnitThatRunsAndWouldNotAfterABoot() {
    var standing = PracticePlans.standing(desired("1", "1"));
    turn(standing, "haproxy.service", "w1", new HostReading.UnitReading("active", false, 7, 1));
    var plan = apply(standing, false);
    assertThat(plan.steps()).extracting(Step::path).containsExactly("/load-balancers/w1/swap");
    assertThat(verbs(plan.steps().getFirst())).startsWith(UnitVerb.ENABLE);
  }

  private static List<UnitVerb> verbs(Step step) {
    return ((Step.OnHost) step.work())
        .actions().stream()
            .filter(Action.Unit.class::isInstance)
            .map(action -> ((Action.Unit) action).verb())
            .toList();
  }

  private Map<String, HostReading> stopping(String unit, String... hosts) {
    var standing = PracticePlans.standing(desired("1", "1"));
    stop(standing, unit, hosts);
    return standing;
  }

  private static void stop(Map<String, HostReading> standing, String unit, String... hosts) {
    for (var host : hosts) {
      turn(standing, unit, host, new HostReading.UnitReading("inactive", true, 0, 0));
    }
  }

  private static void turn(
      Map<String, HostReading> standing, String unit, String host, HostReading.UnitReading to) {
    var before = Objects.requireNonNull(standing.get(host));
    var units = new TreeMap<>(before.units());
    units.put(unit, to);
    standing.put(
        host, PracticePlans.reading(before.current(), before.files(), units, before.packages()));
  }

  private Plan apply(Map<String, HostReading> standing, boolean pending) {
    return plan(Plan.Verb.APPLY, desired("1", "1"), standing, pending);
  }

  private Plan plan(
      Plan.Verb verb,
      List<DesiredHost> desired,
      Map<String, HostReading> standing,
      boolean pending) {
    return PracticePlans.plan(site, manifest(), verb, desired, standing, operation -> pending);
  }

  private static Manifest manifest() {
    return new Manifest(
        "holdfast/manifest/1",
        "demo",
        "1",
        "swarm",
        List.of(),
        List.of(),
        VendorSettings.none(),
        List.of(new Blob("a".repeat(64), 3, List.of("a".repeat(64)))));
  }

  private List<DesiredHost> desired(String consul, String docker) {
    var hosts = new ArrayList<DesiredHost>();
    for (var host : site.hosts()) {
      var copies = new TreeMap<String, DesiredCopy>();
      copies.put("consul", tree("consul", consul, "holdfast-consul.service"));
      copies.put("docker", tree("docker", docker, "docker.service"));
      if (host.is(Role.LB)) {
        copies.put("haproxy", tree("haproxy", "3", "haproxy.service"));
      }
      hosts.add(new DesiredHost(host.name(), copies, List.of()));
    }
    return hosts;
  }

  private static DesiredCopy tree(String component, String version, String unit) {
    return PracticePlans.copy(component, DesiredCopy.Kind.TREE, version, unit, List.of());
  }
}
