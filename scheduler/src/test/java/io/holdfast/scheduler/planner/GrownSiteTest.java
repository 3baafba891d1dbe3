package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Hosts that a site file names and that are still empty, beside a cluster that stands.
class GrownSiteTest {
  private static final Site SMALL = PracticePlans.site(text -> text);
  private static final String ONE_MORE_WORKER =
      "  - {name: w3, address: 10.0.0.6, roles: [worker]}\n";
  private static final String TWO_MORE_SERVERS =
      """
        - {name: s4, address: 10.0.0.7, roles: [server]}
        - {name: s5, address: 10.0.0.8, roles: [server]}
      """;

  /// The settings of standing hosts name all hosts, so a new one changes them: `settings` stands
  /// for that.
  private static List<DesiredHost> desired(Site site, String settings) {
    return site.hosts().stream()
        .map(
            host -> {
              var copies = new TreeMap<String, DesiredCopy>();
              copies.put("agent", tree("agent", "1", "holdfast-agent.service"));
              copies.put("consul", tree("consul", "1.14." + settings, "holdfast-consul.service"));
              copies.put(
                  "docker",
                  PracticePlans.copy(
                      "docker",
                      DesiredCopy.Kind.PACKAGES,
                      "26",
                      "docker.service",
                      pins("docker.io")));
              if (host.is(Role.LB)) {
                copies.put(
                    "haproxy",
                    PracticePlans.copy(
                        "haproxy", DesiredCopy.Kind.PACKAGES, "3", "haproxy.service", List.of()));
              }
              return new DesiredHost(host.name(), copies, List.of());
            })
        .toList();
  }

  private static DesiredCopy tree(String component, String version, String unit) {
    return PracticePlans.copy(component, DesiredCopy.Kind.TREE, version, unit, List.of());
  }

  private static List<Action.PackageVersion> pins(String name) {
    return List.of(new Action.PackageVersion(name, "26"));
  }

  private static Plan plan(String more, Map<String, HostReading> standing) {
    var site = PracticePlans.site(text -> text + more);
    var manifest =
        new Manifest(
            "holdfast/manifest/1",
            "demo",
            "1",
            "swarm",
            List.of(),
            List.of(),
            VendorSettings.none(),
            List.of());
    return PracticePlans.plan(
        site,
        manifest,
        Plan.Verb.APPLY,
        desired(site, "2"),
        standing,
        asked ->
            asked.operation().equals("swarm.join")
                && !standing.containsKey(asked.parameters().get("host")));
  }

  private static List<String> startedOn(Plan plan, String stage) {
    return PracticePlans.hosts(PracticePlans.stage(plan, stage));
  }

  @Test
  void startsOnlyTheNewWorkerAndLetsItJoin() {
    var standing = PracticePlans.standing(desired(SMALL, "2"));
    var plan = plan(ONE_MORE_WORKER, standing);
    assertThat(plan.steps()).extracting(Step::host).containsOnly("w3");
    assertThat(plan.stages())
        .extracting(Stage::path)
        .containsExactly(
            "/stage",
            "/first-start/agent",
            "/first-start/consul-clients",
            "/first-start/docker",
            "/swarm");
  }

  /// Whoever is changed before the new ones have joined would be judged by a number of voters that
  /// there is not yet.
  @Test
  void letsNewServersJoinBeforeAStandingOneIsChanged() {
    var plan = plan(TWO_MORE_SERVERS, PracticePlans.standing(desired(SMALL, "1")));
    var paths = plan.stages().stream().map(Stage::path).toList();
    assertThat(startedOn(plan, "/first-start/consul-servers")).containsExactly("s4", "s5");
    assertThat(startedOn(plan, "/swarm")).containsExactly("s4", "s5");
    assertThat(paths.indexOf("/first-start/consul-servers"))
        .isLessThan(paths.indexOf("/consul-servers"));
    var group = PracticePlans.group(plan, "/consul-servers");
    assertThat(PracticePlans.hosts(group)).containsExactly("s1", "s2", "s3");
    assertThat(group.quorum()).contains(new Stage.QuorumRule("consul", 5));
    var formed = (Stage.Everywhere) PracticePlans.stage(plan, "/first-start/consul-servers");
    assertThat(formed.after()).allMatch(gate -> "5".equals(gate.parameters().get("plannedVoters")));
  }

  /// A server whose disk was replaced, once the cluster no longer counts it.
  @Test
  void installsAllOfAnEmptyServerAndTouchesNoOther() {
    var standing = new TreeMap<>(PracticePlans.standing(desired(SMALL, "2")));
    standing.remove("s2");
    var plan = plan("", standing);
    assertThat(plan.steps()).extracting(Step::host).containsOnly("s2");
    assertThat(startedOn(plan, "/first-start/consul-servers")).containsExactly("s2");
    assertThat(PracticePlans.operations(PracticePlans.stage(plan, "/swarm").planned()))
        .containsExactly("swarm.join");
  }

  /// An upgrade that stands still because one of the servers that it has not reached lost its disk.
  @Test
  void takesAnEmptyServerInBeforeTheRestOfAnUpgradeGoesOn() {
    var standing = new TreeMap<>(PracticePlans.standing(desired(SMALL, "1")));
    standing.put("s1", PracticePlans.standing(desired(SMALL, "2")).get("s1"));
    standing.remove("s2");
    var plan = new ReplacedServer(SMALL, "s2").plan(plan("", standing));
    var paths = plan.stages().stream().map(Stage::path).toList();
    assertThat(ReplacedServer.hostOf(plan)).isEqualTo("s2");
    assertThat(paths.getFirst()).isEqualTo("/replace");
    assertThat(startedOn(plan, "/first-start/consul-servers")).containsExactly("s2");
    assertThat(PracticePlans.hosts(PracticePlans.group(plan, "/consul-servers")))
        .containsExactly("s3");
    assertThat(paths.indexOf("/first-start/consul-servers"))
        .isLessThan(paths.indexOf("/consul-servers"));
  }

  @Test
  void forgetsWhatAServerWasBeforeItIsInstalledWhileTheOthersHoldTheQuorum() {
    var standing = new TreeMap<>(PracticePlans.standing(desired(SMALL, "2")));
    standing.remove("s2");
    var installs = plan("", standing);
    var plan = new ReplacedServer(SMALL, "s2").plan(installs);
    assertThat(plan.verb()).isEqualTo(Plan.Verb.REPLACE);
    assertThat(plan.verb().bringsBundle()).isTrue();
    assertThat(plan.stages().subList(1, plan.stages().size() - 1)).isEqualTo(installs.stages());
    assertThat(PracticePlans.operations(plan.stages().getLast().planned()))
        .containsExactly("consul.end-maintenance");
    assertThat(Spared.problems(SMALL, plan, Set.of("s2"))).isEmpty();
    assertThat(Spared.problems(SMALL, plan, Set.of("s2", "s3"))).isNotEmpty();
    var forgets = PracticePlans.group(plan, "/replace").hosts().getFirst();
    assertThat(PracticePlans.gates(forgets.before()))
        .containsExactly("consul.quorum-before", "swarm.quorum-before");
    assertThat(forgets.before())
        .as("a run that stopped between the two is gone on with")
        .allMatch(gate -> "s2".equals(gate.parameters().get("without")));
    assertThat(PracticePlans.operations(forgets.steps()))
        .containsExactly("consul.forget-member", "swarm.forget-member");
  }
}
