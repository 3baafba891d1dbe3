package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Change;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import java.util.ArrayList;
import java.util.List;

/// Brings a host into the swarm as manager or worker, labelled with its name and use.
final class Join implements Operation {
  private static final String NOTHING = "the host is in the swarm already";

  @Override
  public Outcome look(World world) {
    return Change.wouldDo(changes(world), NOTHING);
  }

  @Override
  public Outcome perform(World world) {
    return Change.doAll(changes(world), NOTHING);
  }

  private static List<Change> changes(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var role = parameters.text("role");
    var docker = new DockerApi(new Inquiry(world));
    var manager = Managers.required(docker, Managers.firstBut(docker, host));
    var membership = new Membership(docker);
    var state = membership.state(host);
    var label = new Change("labels of " + host, () -> membership.label(host, manager));
    if (state.isOut()) {
      return List.of(
          new Change(host + " joins as " + role, () -> membership.join(host, role, manager)),
          label);
    }
    if (!state.isActive()) {
      throw Refusal.silent(
          "Docker on " + host + " is " + state.local() + " in its swarm.", docker.inquiry().raw());
    }
    var nodes = new Nodes(docker, manager);
    var node =
        nodes
            .find(state.nodeId())
            .orElseThrow(
                () ->
                    Refusal.silent(
                        host + " is in a swarm whose managers are not those of this site.",
                        "node " + state.nodeId()));
    var changes = new ArrayList<Change>();
    if (!node.role().equals(role)) {
      changes.add(
          new Change(
              host + " becomes " + role,
              () ->
                  nodes
                      .role(node.id(), role)
                      .ifPresent(
                          why -> {
                            throw Refusal.silent(
                                "The role of " + host + " could not be changed.", why);
                          })));
    }
    if (!membership.isLabelled(node, host)) {
      changes.add(label);
    }
    return changes;
  }
}
