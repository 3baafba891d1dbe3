package io.holdfast.scheduler.haproxy;

import io.holdfast.scheduler.gate.Change;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.World;
import java.util.List;

/// Gives the host its traffic back in every HAProxy. Empty slots lose their drain too: otherwise
/// the next address that comes into one would silently get no traffic.
final class ReadyHost implements Operation {
  @Override
  public Outcome look(World world) {
    return Change.wouldDo(changes(world), "the host is not drained");
  }

  @Override
  public Outcome perform(World world) {
    return Change.doAll(changes(world), "the host is not drained");
  }

  private static List<Change> changes(World world) {
    var host = Parameters.of(world).text("host");
    return SlotStates.changes(
        world,
        "ready",
        (slot, address) ->
            slot.forcedDrain() && (slot.address().equals(address) || !slot.hasAddress()),
        host);
  }
}
