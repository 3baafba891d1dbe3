package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Change;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import java.util.List;

/// Opens a node for work (`active`), closes it for new work (`pause`) or moves its work away
/// (`drain`).
final class Availability implements Operation {
  @Override
  public Outcome look(World world) {
    return Change.wouldDo(changes(world), "the node is so already");
  }

  @Override
  public Outcome perform(World world) {
    return Change.doAll(changes(world), "the node is so already");
  }

  private static List<Change> changes(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var availability = parameters.text("availability");
    var docker = new DockerApi(new Inquiry(world));
    var nodes = new Nodes(docker, Managers.required(docker, Managers.first(docker)));
    var node =
        nodes
            .of(host)
            .orElseThrow(
                () ->
                    Refusal.silent(
                        "The managers do not know " + host + ".", docker.inquiry().raw()));
    if (node.availability().equals(availability)) {
      return List.of();
    }
    var says = host + " from " + node.availability() + " to " + availability;
    return List.of(
        new Change(
            says,
            () ->
                nodes
                    .availability(node.id(), availability)
                    .ifPresent(
                        why -> {
                          throw Refusal.silent(
                              "The availability of " + host + " could not be changed.", why);
                        })));
  }
}
