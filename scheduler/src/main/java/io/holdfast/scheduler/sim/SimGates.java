package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.gate.Absent;
import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Memory;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.quorum.QuorumGuard;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.render.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Judges gates: those of Consul and Nomad servers and of units by the real code, through modelled
/// interfaces; the others by what they mean, from the model. Every answer can be missing or old.
final class SimGates {
  private final SimWorld world;
  private final SimClock clock;
  private final SimApi api;
  private final SimGateway gateway;
  private final Map<String, Memory> memories = new HashMap<>();
  private final NaiveGates naive;
  private final Map<String, String> leaders = new HashMap<>();

  SimGates(SimWorld world) {
    this.world = world;
    this.clock = new SimClock(world);
    this.api = new SimApi(world, clock);
    this.gateway = new SimGateway(world);
    this.naive = new NaiveGates(world, api);
  }

  SimGateway gateway() {
    return gateway;
  }

  /// How long the last look took because it waited.
  long took() {
    return clock.takeSlept();
  }

  /// A new program has no memories.
  void forget() {
    memories.clear();
    leaders.clear();
  }

  Verdict judge(String memory, GateSpec gate) {
    var notes = memories.computeIfAbsent(memory, _ -> new Memory());
    var looked =
        new World(
            world.site.site(), api, gateway, clock, SimSite::secret, gate.parameters(), notes);
    var wrong = naive.judge(gate, notes);
    if (wrong.isPresent()) {
      return wrong.get();
    }
    if (isReal(gate.gate())) {
      try {
        return Gates.named(gate.gate()).judge(looked);
      } catch (HoldfastException silent) {
        return no(silent.first().headline());
      }
    }
    return world.strikes(Fault.GATE_SILENT, 30)
        ? no("no answer")
        : modelled(gate.gate(), Parameters.of(looked));
  }

  private static boolean isReal(String gate) {
    return gate.equals("unit.steady")
        || (gate.startsWith("consul.")
            && !List.of("consul.client-alive", "consul.durable-counts", "consul.seen-gone")
                .contains(gate))
        || List.of(
                "nomad.formed",
                "nomad.led-again",
                "nomad.quorum-before",
                "nomad.quorum-or-down",
                "nomad.members-left",
                "nomad.member-after")
            .contains(gate);
  }

  /// The leader that the members agree on; empty without one.
  Optional<String> leader(String system) {
    if (world.options.has(Plant.LEADER_FIRST)) {
      return Optional.of(world.servers.getLast());
    }
    if (world.options.has(Plant.LEADER_ASKED_ONCE) && leaders.containsKey(system)) {
      return Optional.ofNullable(leaders.get(system));
    }
    var seen = asked(system);
    seen.ifPresent(leader -> leaders.put(system, leader));
    return seen;
  }

  private Optional<String> asked(String system) {
    if (system.equals("swarm")) {
      var raft = world.raft(system);
      raft.settle();
      return world.strikes(Fault.GATE_SILENT, 60) ? Optional.empty() : raft.leader();
    }
    try {
      return QuorumSystem.named(system)
          .leader(new World(world.site.site(), api, gateway, clock, SimSite::secret, Map.of()));
    } catch (HoldfastException silent) {
      return Optional.empty();
    }
  }

  private Verdict modelled(String gate, Parameters parameters) {
    var host = parameters.optional("host").orElse("");
    var version = parameters.optional("version");
    return switch (gate) {
      case "swarm.formed", "swarm.led-again" -> formed();
      case "swarm.quorum-before" -> quorum(host, parameters);
      case "swarm.quorum-or-down" ->
          world.raft("swarm").isHealthy(host)
              ? quorum(host, parameters)
              : yes(host + " does not vote now");
      case "swarm.members-left" -> left(host, parameters);
      case "swarm.member-after" -> member(host, version);
      case "agent.healthy" -> works(host, Layout.AGENT, version);
      case "consul.durable-counts" -> counted(host, Layout.CONSUL, parameters);
      case "nomad.durable-counts" -> counted(host, Layout.NOMAD, parameters);
      case "consul.seen-gone" ->
          unless(!world.host(host).isUp(), "Consul still hears from " + host);
      case "consul.client-alive" -> works(host, Layout.CONSUL, version);
      case "swarm.worker-ready" -> works(host, Layout.DOCKER, version);
      case "nomad.worker-ready" -> nomadWorker(host, version);
      case "nomad.keyring-ready" -> works(host, Layout.NOMAD, Optional.empty());
      case "nomad.same-work" ->
          unless(
              world.traffic.hasSameWork(host) || world.traffic.hasBooted(host),
              "the tasks of " + host + " are others");
      case "lb.serving" -> works(host, Layout.HAPROXY, Optional.empty());
      case "host.answers" -> unless(world.host(host).isReachable(), host + " does not answer");
      case "lb.backends-up" -> backendsUp(host, parameters);
      case "lb.others-serve-or-down" ->
          world.traffic.serves(host)
              ? backendsUp(host, parameters)
              : yes(host + " serves nobody now");
      case "lb.drained" -> drained(host, parameters);
      case "lb.host-back" -> back(host, parameters);
      case "nomad.service-running", "swarm.service-running" ->
          unless(
              world.site.workers().stream()
                  .filter(worker -> !Absent.of(parameters).contains(worker))
                  .allMatch(world.traffic::runsTask),
              "not every worker runs the service");
      default -> throw new IllegalArgumentException("no gate " + gate);
    };
  }

  private Verdict left(String host, Parameters parameters) {
    var raft = world.raft("swarm");
    raft.settle();
    var leaving = parameters.names(Parameters.WITHOUT);
    var stay = world.servers.stream().filter(server -> !leaving.contains(server)).toList();
    return unless(
        !raft.isMember(host)
            && raft.leader().isPresent()
            && stay.stream().allMatch(it -> raft.isHealthy(it) && world.host(it).isReachable()),
        host + " is still a manager, or not every other one says so");
  }

  private Verdict quorum(String host, Parameters parameters) {
    var raft = world.raft("swarm");
    raft.settle();
    var members = new ArrayList<QuorumGuard.Member>();
    for (var member : raft.members().keySet()) {
      var healthy = raft.isHealthy(member) && world.host(member).isReachable();
      members.add(
          new QuorumGuard.Member(member, healthy, healthy ? raft.leader() : Optional.empty()));
    }
    var planned = new TreeSet<>(world.servers);
    planned.removeIf(it -> parameters.names(Parameters.WITHOUT).contains(it) && !raft.isMember(it));
    var view = new QuorumGuard.View(world.servers.size(), members, planned, new TreeSet<>());
    var ruling = QuorumGuard.mayStop(host, view);
    return ruling.mayStop() ? yes(ruling.why()) : no(ruling.why());
  }

  private Verdict member(String host, Optional<String> version) {
    var raft = world.raft("swarm");
    raft.settle();
    if (!raft.isHealthy(host) || raft.leader().isEmpty()) {
      return no(host + " is no healthy manager, or nobody leads");
    }
    return works(host, Layout.DOCKER, version);
  }

  private Verdict formed() {
    var raft = world.raft("swarm");
    raft.settle();
    return unless(
        raft.leader().isPresent() && world.servers.stream().allMatch(raft::isHealthy),
        "not all managers are there");
  }

  private Verdict nomadWorker(String host, Optional<String> version) {
    var ready =
        world.raft("nomad").leader().isPresent()
            && world.host(host).units().isHealthy(Layout.DOCKER);
    return ready ? works(host, Layout.NOMAD, version) : no(host + " is no ready worker");
  }

  private Verdict works(String host, String component, Optional<String> version) {
    var at = world.host(host);
    if (!at.isReachable() || !at.units().isHealthy(component)) {
      return no(component + " on " + host + " does not answer");
    }
    var runs = at.runs(component).map(SimWorld::versionOf).orElse("nothing");
    return version.isEmpty() || version.get().equals(runs)
        ? yes(host + " runs " + runs)
        : no(host + " runs " + runs);
  }

  /// It is told what was counted, and the server has its data.
  private Verdict counted(String host, String component, Parameters parameters) {
    if (parameters.optional("counts").isEmpty()) {
      world.violate(Promise.SAVED_FIRST, "nobody counted what " + component + " held");
    }
    return world.host(host).store().data(component) == 0
        ? no(component + " on " + host + " holds nothing")
        : works(host, component, Optional.empty());
  }

  /// Without those on hosts that the run has left behind and the cluster has lost too.
  private List<String> balancers(Parameters parameters) {
    return world.site.balancers().stream()
        .filter(
            lb ->
                !Absent.of(parameters).contains(lb)
                    || world.host(lb).isReachable()
                    || (world.host(lb).isUp() && !world.host(lb).isCutOff()))
        .toList();
  }

  private Verdict backendsUp(String host, Parameters parameters) {
    var absent = parameters.optional("engine").map(_ -> Absent.of(parameters).size()).orElse(0);
    var minimum = Absent.others(parameters, absent);
    for (var lb : balancers(parameters)) {
      if (!world.host(lb).isReachable() || !world.traffic.balances(lb)) {
        return no("HAProxy on " + lb + " does not answer");
      }
      if (world.traffic.upElsewhere(lb, host) < minimum) {
        return no("HAProxy on " + lb + " sees too few servers up besides " + host);
      }
    }
    return yes("enough servers are up");
  }

  /// Polling it keeps the host out of traffic.
  private Verdict drained(String host, Parameters parameters) {
    for (var lb : balancers(parameters)) {
      if (!world.host(lb).isReachable() || !world.traffic.balances(lb)) {
        return no("HAProxy on " + lb + " does not answer");
      }
      if (!world.traffic.isDrained(lb, host)) {
        world.traffic.drain(host);
        return no(host + " was open again");
      }
    }
    return yes("no session is left on " + host);
  }

  private Verdict back(String host, Parameters parameters) {
    for (var lb : balancers(parameters)) {
      if (!world.host(lb).isReachable()
          || !world.traffic.balances(lb)
          || !world.traffic.isUp(lb, host)) {
        return no("HAProxy on " + lb + " does not see " + host + " up");
      }
    }
    return yes("every load balancer sees " + host + " up");
  }

  private static Verdict unless(boolean holds, String why) {
    return holds ? yes("it is so") : no(why);
  }

  static Verdict yes(String why) {
    return new Verdict.Met(why, "{}");
  }

  static Verdict no(String why) {
    return new Verdict.NotYet(why, "{\"raw\":\"" + why + "\"}");
  }
}
