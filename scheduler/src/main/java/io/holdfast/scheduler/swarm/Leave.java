package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;

/// A host leaves the swarm for good: a manager is demoted first, through another one, so that the
/// managers count it no more while it still answers. Ends when the others see its node down.
final class Leave implements Operation {
  private static final int LOOKS = 120;
  private static final long BETWEEN_LOOKS_MS = 500;

  @Override
  public Outcome look(World world) {
    var host = Parameters.of(world).text("host");
    var docker = new DockerApi(new Inquiry(world));
    return says(host, !new Membership(docker).state(host).isOut());
  }

  @Override
  public Outcome perform(World world) {
    var host = Parameters.of(world).text("host");
    var docker = new DockerApi(new Inquiry(world));
    var membership = new Membership(docker);
    var state = membership.state(host);
    if (!state.isOut()) {
      var nodes = new Nodes(docker, Managers.required(docker, Managers.firstBut(docker, host)));
      demote(world, nodes, host, state.nodeId());
      membership.leave(host);
      awaitDown(world, nodes, host, state.nodeId());
    }
    return says(host, !state.isOut());
  }

  private static void demote(World world, Nodes nodes, String host, String id) {
    if (nodes.find(id).filter(Node::isManager).isPresent()) {
      nodes
          .role(id, "worker")
          .ifPresent(
              why -> {
                throw Refusal.silent(host + " is still a manager of the swarm.", why);
              });
    }
    for (var look = 0; look < LOOKS; look++) {
      if (nodes.find(id).filter(it -> it.managerAddress().isEmpty()).isPresent()) {
        return;
      }
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
    }
    throw Refusal.silent(host + " is still a manager of the swarm.", id);
  }

  private static void awaitDown(World world, Nodes nodes, String host, String id) {
    for (var look = 0; look < LOOKS; look++) {
      if (nodes.find(id).filter(node -> !node.isReady()).isPresent()) {
        return;
      }
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
    }
    throw Refusal.silent("The managers still see " + host + " ready.", id);
  }

  private static Outcome says(String host, boolean changed) {
    return new Outcome(changed, host + (changed ? " leaves the swarm" : " is in no swarm"));
  }
}
