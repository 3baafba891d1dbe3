package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.quorum.QuorumGuard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Judges gates by the model, through answers that can be missing or old. Like the real gates they
/// believe no summary alone: each member is asked itself.
final class SimGates {
  private static final long STALE_MS = 30_000;

  private final SimWorld world;
  private final Map<String, SimHost.Running> firstLooks = new HashMap<>();
  private final Map<String, List<QuorumGuard.Member>> older = new HashMap<>();
  private final Map<String, Long> olderAt = new HashMap<>();

  SimGates(SimWorld world) {
    this.world = world;
  }

  Verdict judge(String memory, GateSpec gate) {
    if (world.strikes(Fault.GATE_SILENT, 60)) {
      return no("no answer");
    }
    var host = gate.parameters().getOrDefault("host", "");
    var version = gate.parameters().getOrDefault("version", "");
    return switch (gate.gate()) {
      case "consul.quorum-before" -> quorum("consul", host);
      case "swarm.quorum-before" -> quorum("swarm", host);
      case "consul.quorum-or-down" -> quorumOrDown("consul", host);
      case "swarm.quorum-or-down" -> quorumOrDown("swarm", host);
      case "consul.member-after" -> member("consul", host, version);
      case "swarm.member-after" -> member("swarm", host, version);
      case "consul.formed" -> formed("consul");
      case "swarm.formed" -> formed("swarm");
      case "consul.client-alive" -> works(host, "consul", version);
      case "swarm.worker-ready" -> works(host, "docker", version);
      case "lb.serving" -> works(host, "haproxy", version);
      case "unit.steady" -> steady(memory, host, version);
      default -> throw new IllegalArgumentException("no gate " + gate.gate());
    };
  }

  /// The leader that every member names which answers; empty without one.
  Optional<String> leader(String system) {
    var raft = world.raft(system);
    raft.settle();
    if (world.options.has(Plant.LEADER_FIRST)) {
      return Optional.of(world.servers.getLast());
    }
    return world.strikes(Fault.GATE_SILENT, 60) ? Optional.empty() : raft.leader();
  }

  private Verdict quorum(String system, String host) {
    if (world.options.has(Plant.SKIP_QUORUM_GATE)) {
      return yes("not asked");
    }
    var now = members(system);
    var ruling = rule(host, now);
    var before = remembered(system, now);
    if (ruling.mayStop() && world.strikes(Fault.GATE_STALE, 60)) {
      ruling = rule(host, before);
    }
    return ruling.mayStop() ? yes(ruling.why()) : no(ruling.why());
  }

  private Verdict quorumOrDown(String system, String host) {
    if (world.options.has(Plant.SKIP_AGAIN_GATE)) {
      return yes("not asked");
    }
    var raft = world.raft(system);
    raft.settle();
    return raft.isHealthy(host) ? quorum(system, host) : yes(host + " does not vote now");
  }

  private QuorumGuard.Ruling rule(String host, List<QuorumGuard.Member> members) {
    var planned = new TreeSet<>(world.servers);
    var view = new QuorumGuard.View(planned.size(), members, planned, new TreeSet<>());
    return QuorumGuard.mayStop(host, view);
  }

  private List<QuorumGuard.Member> members(String system) {
    var raft = world.raft(system);
    raft.settle();
    var members = new ArrayList<QuorumGuard.Member>();
    for (var member : raft.members()) {
      var healthy = raft.isHealthy(member);
      members.add(
          new QuorumGuard.Member(member, healthy, healthy ? raft.leader() : Optional.empty()));
    }
    return List.copyOf(members);
  }

  private List<QuorumGuard.Member> remembered(String system, List<QuorumGuard.Member> now) {
    if (world.now() - olderAt.getOrDefault(system, -STALE_MS) >= STALE_MS) {
      olderAt.put(system, world.now());
      older.put(system, now);
    }
    return older.getOrDefault(system, now);
  }

  private Verdict member(String system, String host, String version) {
    var raft = world.raft(system);
    raft.settle();
    if (!raft.isHealthy(host)) {
      return no(host + " is no healthy voter of " + system);
    }
    if (raft.leader().isEmpty()) {
      return no(system + " has no leader");
    }
    return works(host, raft.component(), version);
  }

  private Verdict formed(String system) {
    var raft = world.raft(system);
    raft.settle();
    var healthy = world.servers.stream().filter(raft::isHealthy).count();
    return healthy == world.servers.size() && raft.leader().isPresent()
        ? yes("formed")
        : no(healthy + " of " + world.servers.size() + " voters");
  }

  private Verdict works(String host, String component, String version) {
    var at = world.host(host);
    var runs = at.process(component).map(SimHost.Running::copy).orElse("nothing");
    if (!at.isHealthy(component)) {
      return no(component + " on " + host + " does not answer");
    }
    return runs.equals(version) ? yes(host + " runs " + runs) : no(host + " runs " + runs);
  }

  private Verdict steady(String memory, String host, String version) {
    var component = version.substring(0, version.lastIndexOf('-'));
    var at = world.host(host);
    var process = at.process(component);
    if (process.isEmpty() || !at.isAlive(component)) {
      return no(component + " on " + host + " is not running");
    }
    var first = firstLooks.computeIfAbsent(memory, _ -> process.get());
    return first.equals(process.get())
        ? yes("same process")
        : new Verdict.Failed(component + " on " + host + " was started again", "");
  }

  private static Verdict yes(String why) {
    return new Verdict.Met(why, "{}");
  }

  private static Verdict no(String why) {
    return new Verdict.NotYet(why, "{\"raw\":\"" + why + "\"}");
  }
}
