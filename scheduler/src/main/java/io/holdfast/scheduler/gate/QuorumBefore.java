package io.holdfast.scheduler.gate;

import java.util.function.Function;

/// May this server be stopped? The healthy voters other than it must be a majority of the planned
/// ones, every answering server must name the same leader, and each must know exactly the planned
/// members, or with the parameter `without` those without some of the named ones.
public record QuorumBefore(Function<Inquiry, Electorate> asking) implements Gate {
  @Override
  public Verdict judge(World world) {
    var inquiry = new Inquiry(world);
    var servers = asking.apply(inquiry);
    return servers.mayStop(Parameters.of(world), inquiry);
  }
}
