package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Plans that boot hosts in turn, behind the gates of an upgrade: servers one by one with the
/// leader last, then workers, then hosts with a load balancer, never two of those at once. They
/// bring no bundle and change nothing: a host boots into what stood there.
///
/// `standing` maps each host to its components' copies, for a host is back when it runs what it
/// ran. `backSeconds` is how long a host may be away.
public record RebootPlans(
    Site site,
    String siteId,
    String siteDigest,
    Map<String, SortedMap<String, String>> standing,
    Pending pending,
    int backSeconds) {
  private static final long BOOT_MS = 90_000;
  private static final String STAGE = "/reboot-";

  /// Of these hosts, in the order in which it is safe.
  public Plan of(Set<String> chosen) {
    var topology = Topology.of(site, isServing(site, pending));
    var stages =
        Stream.of(
                servers(topology, chosen),
                group(
                    topology,
                    "workers",
                    "Reboot the workers",
                    site.upgrade().workersAtOnce(site.workers().size()),
                    host ->
                        chosen.contains(host.name()) && !host.is(Role.SERVER) && !host.is(Role.LB)),
                group(
                    topology,
                    "balancers",
                    "Reboot the hosts with a load balancer, never two at once",
                    1,
                    host ->
                        chosen.contains(host.name()) && !host.is(Role.SERVER) && host.is(Role.LB)))
            .flatMap(Optional::stream)
            .toList();
    var members = new TreeMap<String, List<String>>();
    var servers = site.servers().stream().map(Host::name).toList();
    members.put(Layout.CONSUL, servers);
    members.put(site.engine().word(), servers);
    return new Plan(
        Plan.SCHEMA,
        siteId,
        site.site(),
        Plan.Verb.REBOOT,
        new Plan.Basis("", siteDigest, new TreeMap<>(), members),
        new TreeMap<>(),
        stages);
  }

  /// Whether the load balancers send anybody anywhere: without a service there is no traffic to
  /// keep away from a host.
  static boolean isServing(Site site, Pending pending) {
    var drains =
        site.workers().stream()
            .map(
                worker ->
                    new Step.Operate("lb.drain", new TreeMap<>(Map.of("host", worker.name()))))
            .toList();
    return !site.loadBalancers().isEmpty() && pending.of(drains).contains(true);
  }

  private Optional<Stage> servers(Topology topology, Set<String> chosen) {
    var rule = new Stage.QuorumRule(site.engine().word(), site.servers().size());
    return stage(
        topology,
        "servers",
        "Reboot the servers one by one, the leader last",
        Optional.of(rule),
        1,
        host -> chosen.contains(host.name()) && host.is(Role.SERVER));
  }

  private Optional<Stage> group(
      Topology topology, String name, String title, int batch, Predicate<Host> members) {
    return stage(topology, name, title, Optional.empty(), topology.batch(batch), members);
  }

  private Optional<Stage> stage(
      Topology topology,
      String name,
      String title,
      Optional<Stage.QuorumRule> rule,
      int batch,
      Predicate<Host> members) {
    var gates = new GateSpecs(site, batch);
    var works =
        site.hosts().stream()
            .filter(members)
            .map(host -> work(STAGE + name, host.name(), topology, gates))
            .toList();
    return works.isEmpty()
        ? Optional.empty()
        : Optional.of(new Stage.Group(STAGE + name, title, Stage.Group.HOST, rule, batch, works));
  }

  private Stage.HostWork work(String stage, String host, Topology topology, GateSpecs gates) {
    var member = new MemberGates(site.engine(), topology, gates, host, versions(host));
    var after = new ArrayList<GateSpec>();
    Optional.ofNullable(versions(host).get(Layout.AGENT))
        .ifPresent(version -> after.add(gates.agentHealthy(host, version)));
    after.addAll(member.after());
    return new Stage.HostWork(
        host,
        member.before(),
        again(host, topology, gates, member).stream().map(this::patient).toList(),
        steps(stage, host, topology, gates),
        after,
        List.of(),
        List.of());
  }

  /// They hold off a second sending while the host is away, so they wait as long as it may be.
  private List<GateSpec> again(
      String host, Topology topology, GateSpecs gates, MemberGates member) {
    var all = new ArrayList<>(member.again());
    all.addAll(member.otherBalancers());
    if (topology.isServing(host)) {
      all.addAll(gates.othersServeOrDown(host));
      all.add(gates.drained(host));
    }
    return all;
  }

  private GateSpec patient(GateSpec gate) {
    return new GateSpec(
        gate.path(),
        gate.gate(),
        gate.parameters(),
        gate.stableMs(),
        Math.max(gate.timeoutMs(), backSeconds * 1_000L),
        gate.pollMs());
  }

  private List<Step> steps(String stage, String host, Topology topology, GateSpecs gates) {
    var steps = new ArrayList<Step>();
    var tasks = new BootedTasks(site, pending, gates);
    if (topology.isServing(host)) {
      steps.add(balancers(stage, host, "drain"));
    }
    if (topology.isWorker(host)) {
      steps.addAll(tasks.away(stage, host));
    }
    if (topology.isServer(host)) {
      steps.addAll(HostSteps.handOvers(site, stage, host));
    }
    steps.add(
        new Step(
            stage + "/" + host + "/reboot",
            host,
            "reboot, and wait until it is up again",
            new Step.OnHost(List.of(new Action.Reboot(backSeconds))),
            true,
            BOOT_MS));
    if (topology.isWorker(host)) {
      steps.addAll(tasks.back(stage, host));
    }
    if (topology.isServing(host)) {
      steps.add(balancers(stage, host, "ready"));
    }
    return steps;
  }

  private Step balancers(String stage, String host, String verb) {
    var drains = verb.equals("drain");
    var parameters = new TreeMap<>(Map.of("host", host));
    if (drains) {
      parameters.put("deadlineMs", Long.toString(site.upgrade().drainSeconds() * 1_000L));
    }
    return HostSteps.operate(
        stage,
        host,
        verb,
        "lb." + verb,
        drains
            ? "take its backends out of every load balancer"
            : "give its backends back to every load balancer",
        drains,
        parameters);
  }

  private SortedMap<String, String> versions(String host) {
    var versions = new TreeMap<String, String>();
    standing
        .getOrDefault(host, new TreeMap<>())
        .forEach((component, copy) -> versions.put(component, DesiredCopy.versionOf(copy)));
    return versions;
  }
}
