package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.ClosedWorkers;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import java.util.SortedSet;
import java.util.TreeSet;

/// Nodes whose availability is not `active`, and on which nothing is wanted.
public final class ClosedSwarmWorkers implements ClosedWorkers {
  @Override
  public SortedSet<String> ask(Inquiry inquiry) {
    var docker = new DockerApi(inquiry);
    var closed = new TreeSet<String>();
    Managers.first(docker)
        .ifPresent(
            manager -> {
              var nodes = new Nodes(docker, manager);
              for (var host : Hosts.of(inquiry.world()).workers()) {
                nodes
                    .of(host)
                    .filter(node -> node.isClosed() && nodes.wantsNothingOn(node))
                    .ifPresent(_ -> closed.add(host));
              }
            });
    return closed;
  }
}
