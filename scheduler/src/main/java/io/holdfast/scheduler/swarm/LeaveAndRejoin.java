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

/// The way back for a host whose engine was put back but does not find into the swarm: it leaves,
/// its old node object is removed through another manager, and it joins anew under a new id. A host
/// that is well is left alone.
///
/// The old node goes before the new one comes, so that the managers never count more members than
/// planned.
final class LeaveAndRejoin implements Operation {
  private static final String NOTHING = "the host is well in the swarm";
  private static final int LOOKS = 20;

  /// An engine that was just started needs some seconds until the others count it again.
  private static final int PATIENT_LOOKS = 60;

  private static final long BETWEEN_LOOKS_MS = 500;

  @Override
  public Outcome look(World world) {
    return Change.wouldDo(changes(world), NOTHING);
  }

  @Override
  public Outcome perform(World world) {
    var needed = changes(world);
    for (var look = 0; look < PATIENT_LOOKS && !needed.isEmpty(); look++) {
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
      needed = changes(world);
    }
    return Change.doAll(needed, NOTHING);
  }

  private static List<Change> changes(World world) {
    var host = Parameters.of(world).text("host");
    var docker = new DockerApi(new Inquiry(world));
    var manager = Managers.required(docker, Managers.firstBut(docker, host));
    var membership = new Membership(docker);
    var role = Hosts.of(world).isServer(host) ? "manager" : "worker";
    var nodes = new Nodes(docker, manager);
    var state = membership.state(host);
    if (isWell(state, role, nodes)) {
      return List.of();
    }
    var changes = new ArrayList<Change>();
    if (!state.isOut()) {
      changes.add(new Change(host + " leaves the swarm", () -> membership.leave(host)));
    }
    changes.add(new Change("its old node is removed", () -> removeOld(world, nodes, host)));
    changes.add(new Change("it joins anew as " + role, () -> membership.join(host, role, manager)));
    changes.add(new Change("labels of " + host, () -> membership.label(host, manager)));
    return changes;
  }

  private static boolean isWell(Membership.State state, String role, Nodes nodes) {
    if (!state.isActive() || state.control() != role.equals("manager")) {
      return false;
    }
    return nodes
        .find(state.nodeId())
        .filter(
            node ->
                node.isReady()
                    && node.role().equals(role)
                    && (!node.isManager() || node.isReachable()))
        .isPresent();
  }

  static void removeOld(World world, Nodes nodes, String host) {
    var hosts = Hosts.of(world);
    for (var old : nodes.all().stream().filter(node -> node.isOf(host, hosts)).toList()) {
      if (old.isManager()) {
        nodes
            .role(old.id(), "worker")
            .ifPresent(
                why -> {
                  throw Refusal.silent("The old node of " + host + " is still a manager.", why);
                });
      }
      remove(world, nodes, old, host);
    }
  }

  /// A manager that was just demoted can only be removed once the leader has dropped it.
  private static void remove(World world, Nodes nodes, Node old, String host) {
    var trouble = nodes.remove(old.id());
    for (var look = 0; look < LOOKS && trouble.isPresent(); look++) {
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
      trouble = nodes.remove(old.id());
    }
    trouble.ifPresent(
        why -> {
          throw Refusal.silent("The old node of " + host + " could not be removed.", why);
        });
  }
}
