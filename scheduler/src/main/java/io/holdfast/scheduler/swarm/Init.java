package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Change;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Starts the swarm on its first server. Never starts a second one: where another server is in a
/// swarm already, it refuses.
final class Init implements Operation {
  private static final String NOTHING = "the swarm is started already";

  @Override
  public Outcome look(World world) {
    return Change.wouldDo(changes(world), NOTHING);
  }

  @Override
  public Outcome perform(World world) {
    return Change.doAll(changes(world), NOTHING);
  }

  private static List<Change> changes(World world) {
    var host = Parameters.of(world).text("host");
    var docker = new DockerApi(new Inquiry(world));
    var membership = new Membership(docker);
    var state = membership.state(host);
    var changes = new ArrayList<Change>();
    if (!state.isActive() && !state.isOut()) {
      throw Refusal.silent(
          "Docker on " + host + " is " + state.local() + " in its swarm.", docker.inquiry().raw());
    }
    if (state.isOut()) {
      refuseSecondSwarm(docker, Hosts.of(world), host);
      changes.add(new Change(host + " starts the swarm", () -> membership.init(host)));
    }
    var node =
        state.isActive() ? new Nodes(docker, host).find(state.nodeId()) : Optional.<Node>empty();
    if (node.filter(known -> membership.isLabelled(known, host)).isEmpty()) {
      changes.add(new Change("labels of " + host, () -> membership.label(host, host)));
    }
    return changes;
  }

  private static void refuseSecondSwarm(DockerApi docker, Hosts hosts, String host) {
    for (var other : hosts.servers()) {
      if (other.equals(host)) {
        continue;
      }
      var info = docker.get(other, "/info");
      var local = info.json().at("Swarm", "LocalNodeState").text();
      if (!local.isEmpty() && !local.equals("inactive")) {
        throw Refusal.of(
            other, other + " is in a swarm already; a second one would split the cluster.", info);
      }
    }
  }
}
