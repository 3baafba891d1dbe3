package io.holdfast.scheduler.haproxy;

import io.holdfast.scheduler.gate.Change;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.List;

/// Drains every backend server at the host's address in every HAProxy, and returns when no
/// session is
/// left there or `deadlineMs` is over.
final class DrainHost implements Operation {
  private static final long LOOK_MS = 500;
  private static final long GRACE_MS = 10_000;

  @Override
  public Outcome look(World world) {
    return Change.wouldDo(changes(world), "the host is drained already, or has no servers");
  }

  @Override
  public Outcome perform(World world) {
    var drained = Change.doAll(changes(world), "the host is drained already, or has no servers");
    var left = awaitNoSession(world);
    return new Outcome(drained.changed(), drained.says() + "; " + left);
  }

  private static String awaitNoSession(World world) {
    var gate = new Drained();
    var deadlineMs = Parameters.of(world).number("deadlineMs", 0);
    var until = world.clock().uptimeMs() + deadlineMs + GRACE_MS;
    var verdict = gate.judge(world);
    while (!(verdict instanceof Verdict.Met) && world.clock().uptimeMs() < until) {
      world.clock().sleepMs(LOOK_MS);
      verdict = gate.judge(world);
    }
    return verdict.why();
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
