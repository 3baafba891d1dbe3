package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.WorkerMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Plans that prepare a host for a person who will switch it off, and that give it its work back.
///
/// A server is noted only while each quorum it votes in can lose it, and hands its leaderships
/// over; a worker leaves traffic and its work moves away, as by a drain. That the host is in
/// maintenance is noted in Consul, so that no other run counts on it.
public record MaintenancePlans(Site site, String siteId, String siteDigest, Pending pending) {
  private static final String BEGIN = Plan.Verb.MAINTAIN.path();
  private static final String END = Plan.Verb.RETURN.path();

  /// Empty where the host is in maintenance already, runs nothing any more, and nothing depends on
  /// it. Where something does, that is looked at each time anew: to be noted once does not mean
  /// that the host can be done without now.
  public Plan begin(String host) {
    var note = note(BEGIN, host, "begin");
    var closes = closes(host);
    if (!workers().isPending(note) && closes.stream().noneMatch(workers()::isPending)) {
      return again(host, note);
    }
    var member = member(host, new TreeMap<>());
    var serves = topology().isServing(host) && !closes.isEmpty();
    var steps = new ArrayList<Step>(List.of(note));
    steps.addAll(handOver(host));
    if (serves) {
      steps.add(balancers(BEGIN, host, "drain", workers().trafficDeadline()));
    }
    steps.addAll(closes);
    if (serves) {
      steps.add(balancers(BEGIN, host, "ready", Map.of()));
    }
    var work =
        new Stage.HostWork(
            host, member.before(), member.again(), steps, List.of(), undo(host, serves), List.of());
    return plan(
        Plan.Verb.MAINTAIN, List.of(group(BEGIN, "Let " + host + " go without harm", work)));
  }

  private Plan again(String host, Step note) {
    var member = member(host, new TreeMap<>());
    if (member.before().isEmpty()) {
      return plan(Plan.Verb.MAINTAIN, List.of());
    }
    var steps = new ArrayList<Step>(List.of(note));
    steps.addAll(handOver(host));
    var work =
        new Stage.HostWork(
            host, member.before(), member.again(), steps, List.of(), List.of(), List.of());
    return plan(
        Plan.Verb.MAINTAIN, List.of(group(BEGIN, "Let " + host + " go without harm", work)));
  }

  /// `standing` maps the components of the host to its copies. Empty where it is in no maintenance
  /// and open for work.
  public Plan end(String host, SortedMap<String, String> standing) {
    var steps = new ArrayList<Step>();
    if (isWorker(host)) {
      if (!site.loadBalancers().isEmpty()) {
        steps.add(balancers(END, host, "ready", Map.of()));
      }
      steps.add(workers().open(END, host));
    }
    steps.add(note(END, host, "end"));
    if (steps.stream().noneMatch(workers()::isPending)) {
      return plan(Plan.Verb.RETURN, List.of());
    }
    var member = member(host, standing);
    var back = member.after();
    var traffic = back.stream().filter(MaintenancePlans::isTraffic).toList();
    var up = back.stream().filter(gate -> !isTraffic(gate)).toList();
    var work = new Stage.HostWork(host, up, List.of(), steps, traffic, List.of(), List.of());
    return plan(
        Plan.Verb.RETURN, List.of(group(END, "Take " + host + " back into the cluster", work)));
  }

  /// Only takes the notes away, of hosts that left the cluster and are to come back as new ones.
  /// Empty for no hosts.
  public Plan countOn(List<String> hosts) {
    return plan(
        Plan.Verb.RETURN,
        hosts.isEmpty()
            ? List.of()
            : List.of(
                new Stage.Sequence(
                    END,
                    "Count on " + String.join(", ", hosts) + " again",
                    hosts.stream().map(host -> note(END, host, "end")).toList(),
                    List.of())));
  }

  /// The hosts of such a plan that only takes their notes away; none for other plans.
  public static List<String> countedOn(Plan plan) {
    return plan.verb() == Plan.Verb.RETURN
        ? plan.stages().stream()
            .filter(Stage.Sequence.class::isInstance)
            .flatMap(stage -> stage.planned().stream())
            .map(Step::host)
            .toList()
        : List.of();
  }

  /// Met only once the host has its work back.
  private static boolean isTraffic(GateSpec gate) {
    return gate.gate().equals("lb.host-back");
  }

  /// What ends by itself is waited for where the site wants that; then all the rest moves.
  private List<Step> closes(String host) {
    if (!isWorker(host)) {
      return List.of();
    }
    var upgrade = site.upgrade();
    var moves = workers().close(BEGIN, host, WorkerMode.MIGRATE, upgrade.drainSeconds() * 1_000L);
    if (upgrade.workers() != WorkerMode.WAIT) {
      return List.of(moves);
    }
    var waits = workers().close(BEGIN, host, WorkerMode.WAIT, upgrade.waitSeconds() * 1_000L);
    return List.of(
        new Step(
            BEGIN + "/" + host + "/wait",
            host,
            waits.title(),
            waits.work(),
            waits.disruptive(),
            waits.estimateMs()),
        moves);
  }

  private List<Step> undo(String host, boolean serves) {
    var undo = new ArrayList<Step>();
    if (serves) {
      undo.add(HostSteps.again(balancers(BEGIN, host, "ready", Map.of())));
    }
    if (isWorker(host) && !workers().isPending(workers().open(BEGIN, host))) {
      undo.add(workers().open(BEGIN, host));
    }
    undo.add(note(BEGIN, host, "end"));
    return undo;
  }

  private List<Step> handOver(String host) {
    return topology().isServer(host) ? HostSteps.handOvers(site, BEGIN, host) : List.of();
  }

  private static Step note(String stage, String host, String what) {
    return HostSteps.operate(
        stage,
        host,
        what + "-maintenance",
        "consul." + what + "-maintenance",
        what.equals("begin")
            ? "note that it may be switched off at any moment"
            : "note that it is counted on again",
        false,
        Map.of("host", host));
  }

  private static Step balancers(
      String stage, String host, String verb, Map<String, String> parameters) {
    var all = new TreeMap<>(parameters);
    return WorkerPlans.balancers(stage, host, verb, "lb." + verb, all);
  }

  private WorkerPlans workers() {
    return new WorkerPlans(site, siteId, siteDigest, pending);
  }

  private boolean isWorker(String host) {
    return topology().isWorker(host);
  }

  /// Without services nobody is served, and no traffic is waited for.
  private Topology topology() {
    return Topology.of(site, RebootPlans.isServing(site, pending));
  }

  private MemberGates member(String host, SortedMap<String, String> standing) {
    var versions = new TreeMap<String, String>();
    standing.forEach((component, copy) -> versions.put(component, DesiredCopy.versionOf(copy)));
    return new MemberGates(site.engine(), topology(), new GateSpecs(site, 1), host, versions);
  }

  private static Stage group(String path, String title, Stage.HostWork work) {
    return new Stage.Group(path, title, Stage.Group.HOST, Optional.empty(), 1, List.of(work));
  }

  private Plan plan(Plan.Verb verb, List<Stage> stages) {
    var servers = site.servers().stream().map(Host::name).toList();
    var members = new TreeMap<String, List<String>>();
    members.put(Layout.CONSUL, servers);
    members.put(site.engine().word(), servers);
    return new Plan(
        Plan.SCHEMA,
        siteId,
        site.site(),
        verb,
        new Plan.Basis("", siteDigest, new TreeMap<>(), members),
        new TreeMap<>(),
        stages);
  }
}
