package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import java.util.List;

/// Demotes and removes the node that a host was before its disk was replaced, through another
/// manager. One that is ready is no old one, and is left alone.
final class ForgetMember implements Operation {
  @Override
  public Outcome look(World world) {
    return outcome(world, old(world));
  }

  @Override
  public Outcome perform(World world) {
    var host = Parameters.of(world).text("host");
    var old = old(world);
    if (old.stream().anyMatch(Node::isReady)) {
      throw Refusal.of(host, host + " is ready in the swarm: it is no member to forget.", "");
    }
    if (!old.isEmpty()) {
      LeaveAndRejoin.removeOld(world, nodes(world, host), host);
    }
    return outcome(world, old);
  }

  private static Outcome outcome(World world, List<Node> old) {
    var host = Parameters.of(world).text("host");
    return old.isEmpty()
        ? new Outcome(false, "the swarm knows no old member of " + host)
        : new Outcome(
            true,
            "the swarm forgets "
                + String.join(", ", old.stream().map(Node::id).toList())
                + " of "
                + host);
  }

  private static List<Node> old(World world) {
    var host = Parameters.of(world).text("host");
    var hosts = Hosts.of(world);
    return nodes(world, host).all().stream().filter(node -> node.isOf(host, hosts)).toList();
  }

  private static Nodes nodes(World world, String host) {
    var docker = new DockerApi(new Inquiry(world));
    return new Nodes(docker, Managers.required(docker, Managers.firstBut(docker, host)));
  }
}
