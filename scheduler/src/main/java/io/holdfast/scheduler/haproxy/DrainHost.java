package io.holdfast.scheduler.haproxy;

import io.holdfast.scheduler.gate.Change;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.World;
import java.util.List;

/// Drains every backend server at the host's address in every HAProxy.
final class DrainHost implements Operation {
  @Override
  public Outcome look(World world) {
    return Change.wouldDo(changes(world), "the host is drained already, or has no servers");
  }

  @Override
  public Outcome perform(World world) {
    return Change.doAll(changes(world), "the host is drained already, or has no servers");
  }

  private static List<Change> changes(World world) {
    var host = Parameters.of(world).text("host");
    return SlotStates.changes(
        world,
        "drain",
        (slot, address) -> !slot.forcedDrain() && slot.address().equals(address),
        host);
  }
}
