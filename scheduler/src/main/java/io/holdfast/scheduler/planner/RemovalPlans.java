package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.WorkerMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Plans that take hosts out of a cluster for good, while the site file still names them. They
/// bring no bundle and change nothing on the hosts that stay.
///
/// First the workers are emptied, which can be taken back. Then host by host, the leader last: it
/// is noted as one that nobody may count on, its leaderships are handed over, its units are stopped
/// for good, and the products forget it, by id; those that stay have to say so each for itself.
/// From the note on a host goes only forward.
///
/// `standing` maps each of these hosts that answers to its components' copies; the others are
/// `dead`, and taken out before them, through the products alone, once the cluster itself has lost
/// them.
public record RemovalPlans(
    Site site,
    String siteId,
    String siteDigest,
    Map<String, SortedMap<String, String>> standing,
    Set<String> dead,
    Pending pending) {
  private static final String EMPTY = Plan.Verb.REMOVE.path();
  private static final String LEAVE = "/leave";
  private static final long STOP_MS = 10_000;

  /// What of ours is stopped, in this order; other units of the host stay as they are.
  private static final List<Map.Entry<String, String>> UNITS =
      List.of(
          Map.entry(Layout.HAPROXY, Layout.HAPROXY_UNIT),
          Map.entry(Layout.NOMAD, Layout.NOMAD_UNIT),
          Map.entry(Layout.CONSUL, Layout.CONSUL_UNIT),
          Map.entry(Layout.AGENT, Layout.AGENT_UNIT));

  /// The hosts that such a plan takes out; none for other plans.
  public static List<String> hostsOf(Plan plan) {
    return plan.verb() == Plan.Verb.REMOVE
        ? plan.steps().stream().map(Step::host).distinct().sorted().toList()
        : List.of();
  }

  /// Of these hosts. Empty where all of them have left.
  public Plan of(Set<String> leaving) {
    return of(leaving, Set.of());
  }

  /// The same where an earlier run stopped in the middle of some hosts: they are looked after also
  /// where they have left, until those that stay say so.
  public Plan of(Set<String> leaving, Set<String> begun) {
    var topology = Topology.of(site, isServing(leaving));
    var hosts =
        site.hosts().stream()
            .map(Host::name)
            .filter(leaving::contains)
            .filter(host -> begun.contains(host) || hasToLeave(host, topology))
            .sorted(Comparator.comparing(this::isAlive))
            .toList();
    var servers = topology.servers().stream().filter(leaving::contains).toList();
    var stages = Stream.concat(empties(hosts, topology), leaves(hosts, servers, topology)).toList();
    var members = new TreeMap<String, List<String>>();
    members.put(Layout.CONSUL, topology.servers());
    members.put(site.engine().word(), topology.servers());
    return new Plan(
        Plan.SCHEMA,
        siteId,
        site.site(),
        Plan.Verb.REMOVE,
        new Plan.Basis("", siteDigest, new TreeMap<>(), members),
        new TreeMap<>(),
        stages);
  }

  /// Load balancers are asked only where a worker that answers has to be emptied: one of them may
  /// be among the dead.
  private boolean isServing(Set<String> leaving) {
    return site.workers().stream()
            .map(Host::name)
            .anyMatch(host -> leaving.contains(host) && isAlive(host))
        && RebootPlans.isServing(site, pending);
  }

  private boolean hasToLeave(String host, Topology topology) {
    var asked = new ArrayList<Step>(List.of(note(host)));
    if (isAlive(host) && site.engine() == Engine.SWARM) {
      asked.add(leaveSwarm(host));
    }
    asked.addAll(forgets(host, topology));
    return asked.stream().anyMatch(workers()::isPending);
  }

  private Stream<Stage> empties(List<String> hosts, Topology topology) {
    var works =
        hosts.stream()
            .filter(this::isAlive)
            .filter(topology::isWorker)
            .filter(host -> workers().isPending(forgetWorker(host)))
            .map(host -> empties(host, topology))
            .toList();
    return works.isEmpty()
        ? Stream.empty()
        : Stream.of(group(EMPTY, "Move the work of the hosts elsewhere", Optional.empty(), works));
  }

  private Stage.HostWork empties(String host, Topology topology) {
    var gates = new GateSpecs(site, 1);
    var isServing = topology.isServing(host);
    var steps = new ArrayList<Step>();
    if (isServing) {
      steps.add(balancers(host, "drain", workers().trafficDeadline()));
    }
    steps.addAll(closes(host));
    if (isServing) {
      steps.add(balancers(host, "ready", Map.of()));
    }
    var undo = new ArrayList<Step>();
    if (isServing) {
      undo.add(HostSteps.again(balancers(host, "ready", Map.of())));
    }
    if (!workers().isPending(workers().open(EMPTY, host))) {
      undo.add(workers().open(EMPTY, host));
    }
    var serves = isServing ? gates.othersServeOrDown(host) : List.<GateSpec>of();
    return new Stage.HostWork(host, serves, serves, steps, List.of(), undo, List.of());
  }

  /// What ends by itself is waited for where the site wants that; then all that can move moves, and
  /// what is bound to the host ends.
  private List<Step> closes(String host) {
    var upgrade = site.upgrade();
    var steps = new ArrayList<Step>();
    if (upgrade.workers() == WorkerMode.WAIT) {
      var waits = workers().close(EMPTY, host, WorkerMode.WAIT, upgrade.waitSeconds() * 1_000L);
      steps.add(
          new Step(
              EMPTY + "/" + host + "/wait",
              host,
              waits.title(),
              waits.work(),
              waits.disruptive(),
              waits.estimateMs()));
    }
    steps.add(workers().close(EMPTY, host, WorkerMode.MIGRATE, upgrade.drainSeconds() * 1_000L));
    steps.addAll(workers().exclude(EMPTY, host));
    return steps;
  }

  private Stream<Stage> leaves(List<String> hosts, List<String> servers, Topology topology) {
    var works = hosts.stream().map(host -> leaves(host, servers, topology)).toList();
    var rule =
        Optional.of(new Stage.QuorumRule(site.engine().word(), topology.servers().size()))
            .filter(_ -> hosts.stream().anyMatch(servers::contains));
    return works.isEmpty()
        ? Stream.empty()
        : Stream.of(group(LEAVE, "Take the hosts out, one after the other", rule, works));
  }

  private Stage.HostWork leaves(String host, List<String> servers, Topology topology) {
    var gates = new GateSpecs(site, 1);
    var before = new ArrayList<GateSpec>();
    var again = new ArrayList<GateSpec>();
    var after = new ArrayList<GateSpec>();
    if (!isAlive(host)) {
      before.add(gates.seenGone(host));
    }
    if (topology.isServer(host)) {
      for (var system : systems()) {
        var quorum = new QuorumGateSpecs(system, gates);
        before.add(quorum.beforeLeaving(host, servers));
        again.add(quorum.leavingOrDown(host, servers));
        after.add(quorum.left(host, servers));
      }
    }
    if (topology.isBalancer(host) && isAlive(host)) {
      topology.otherBalancers(host).stream()
          .filter(other -> !isLeaving(other))
          .forEach(other -> before.add(gates.balancerServes(other)));
    }
    return new Stage.HostWork(
        host, before, again, steps(host, topology), after, List.of(), List.of());
  }

  private List<Step> steps(String host, Topology topology) {
    var steps = new ArrayList<Step>(List.of(note(host)));
    if (isAlive(host)) {
      if (topology.isServer(host)) {
        steps.addAll(HostSteps.handOvers(site, LEAVE, host));
      }
      if (site.engine() == Engine.SWARM) {
        steps.add(leaveSwarm(host));
      }
      steps.add(stop(host));
    }
    steps.addAll(forgets(host, topology));
    return steps;
  }

  private Step stop(String host) {
    var components = Optional.ofNullable(standing.get(host)).orElseGet(TreeMap::new);
    var actions =
        UNITS.stream()
            .filter(unit -> components.containsKey(unit.getKey()))
            .<Action>flatMap(
                unit ->
                    Stream.of(
                        new Action.Unit(unit.getValue(), Action.UnitVerb.STOP),
                        new Action.Unit(unit.getValue(), Action.UnitVerb.DISABLE)))
            .toList();
    return new Step(
        LEAVE + "/" + host + "/stop",
        host,
        "stop what is ours, and keep it from starting again",
        new Step.OnHost(actions),
        true,
        STOP_MS);
  }

  /// The voter first, by its raft id; then what else the products know of the host.
  private List<Step> forgets(String host, Topology topology) {
    var steps = new ArrayList<Step>();
    if (topology.isServer(host)) {
      steps.add(forget(host, Layout.CONSUL, "member"));
    }
    if (topology.isServer(host) && site.engine() == Engine.NOMAD) {
      steps.add(forget(host, Layout.NOMAD, "member"));
    }
    steps.add(forgetWorker(host));
    steps.add(forget(host, Layout.CONSUL, "node"));
    return steps;
  }

  private Step forgetWorker(String host) {
    return site.engine() == Engine.SWARM
        ? forget(host, Engine.SWARM.word(), "member")
        : forget(host, Layout.NOMAD, "node");
  }

  private static Step forget(String host, String product, String what) {
    return HostSteps.operate(
        LEAVE,
        host,
        "forget-" + product + "-" + what,
        product + ".forget-" + what,
        what.equals("member")
            ? "take it out of the members of " + product + ", by its id"
            : "let " + product + " forget the host",
        false,
        Map.of("host", host));
  }

  private static Step leaveSwarm(String host) {
    return HostSteps.operate(
        LEAVE,
        host,
        "leave-swarm",
        "swarm.leave",
        "leave the swarm, after being demoted where it is a manager",
        true,
        Map.of("host", host));
  }

  /// Whoever still has a site file with the host in it is kept from starting it again.
  private static Step note(String host) {
    return HostSteps.operate(
        LEAVE,
        host,
        "begin-maintenance",
        "consul.begin-maintenance",
        "note that nobody may count on it any more",
        false,
        Map.of("host", host));
  }

  private static Step balancers(String host, String verb, Map<String, String> parameters) {
    return WorkerPlans.balancers(EMPTY, host, verb, "lb." + verb, parameters);
  }

  private List<String> systems() {
    return List.of(Layout.CONSUL, site.engine().word());
  }

  private boolean isLeaving(String host) {
    return standing.containsKey(host) || dead.contains(host);
  }

  private boolean isAlive(String host) {
    return !dead.contains(host);
  }

  private WorkerPlans workers() {
    return new WorkerPlans(site, siteId, siteDigest, pending);
  }

  private static Stage group(
      String path, String title, Optional<Stage.QuorumRule> rule, List<Stage.HostWork> works) {
    return new Stage.Group(path, title, Stage.Group.HOST, rule, 1, works);
  }
}
