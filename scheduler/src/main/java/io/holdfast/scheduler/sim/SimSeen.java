package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.planner.SeenQuorum;
import io.holdfast.scheduler.planner.SeenServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What hosts and products show of the quorums of a modelled site, as `recover` looks at them:
/// Consul and Nomad through their modelled interfaces, a swarm by what its managers would say.
/// `unseen` are hosts that nobody looks at.
record SimSeen(SimWorld world, SimGateway gateway, Set<String> unseen) {
  /// In the order in which they are brought back.
  List<SeenQuorum> quorums() {
    return RecoveryPlans.systems(world.site.site()).stream().map(this::seen).toList();
  }

  private SeenQuorum seen(String system) {
    var raft = world.raft(system);
    raft.settle();
    var servers = world.servers.stream().map(host -> seen(host, raft)).toList();
    if (system.equals("swarm")) {
      return seenSwarm(raft, servers);
    }
    var clock = new SimClock(world);
    var asked =
        new World(
                world.site.site(),
                new SimApi(world, clock),
                gateway,
                clock,
                SimSite::secret,
                Map.of())
            .withServers(
                servers.stream().filter(SeenServer::answers).map(SeenServer::host).toList());
    return SeenQuorum.of(
        world.site.site(), system, servers, QuorumSystem.named(system).look(asked));
  }

  private SeenServer seen(String host, SimRaft raft) {
    var at = world.host(host);
    if (!at.isReachable() || unseen.contains(host)) {
      return SeenServer.silent(host, "no answer", unseen.contains(host) || !at.isShut());
    }
    return new SeenServer(
        host,
        Optional.empty(),
        false,
        at.units().isAlive(raft.component()) ? "active" : "inactive",
        at.store().data(raft.component()) > 0,
        "1",
        "id-" + host,
        "of now");
  }

  /// As its managers would say.
  private SeenQuorum seenSwarm(SimRaft raft, List<SeenServer> servers) {
    var named = new TreeMap<String, String>();
    var objections = new TreeMap<String, String>();
    for (var server : servers) {
      if (server.answers() && raft.isHealthy(server.host())) {
        named.put(server.host(), raft.leader().orElse(""));
      } else {
        objections.put(server.host(), "it is no healthy manager");
      }
    }
    return new SeenQuorum(
        "swarm", servers, named, new TreeSet<>(raft.members().keySet()), objections);
  }
}
