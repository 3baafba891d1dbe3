package io.holdfast.scheduler.haproxy;

import io.holdfast.scheduler.gate.Change;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.List;

/// Drains every backend server at the host's address in every HAProxy.
///
/// With `deadlineMs` it then waits until no session is left there, at most that long; what is left
/// after it is cut by whatever comes next, and said here.
final class DrainHost implements Operation {
  private static final String NOTHING = "the host is drained already, or has no servers";
  private static final long BETWEEN_LOOKS_MS = 500;

  @Override
  public Outcome look(World world) {
    return Change.wouldDo(changes(world), NOTHING);
  }

  @Override
  public Outcome perform(World world) {
    var done = Change.doAll(changes(world), NOTHING);
    var deadlineMs = Parameters.of(world).number("deadlineMs", 0);
    return deadlineMs == 0
        ? done
        : new Outcome(done.changed(), done.says() + "; " + awaitEmpty(world, deadlineMs));
  }

  private static List<Change> changes(World world) {
    var host = Parameters.of(world).text("host");
    return SlotStates.changes(
        world,
        "drain",
        (slot, address) -> !slot.forcedDrain() && slot.address().equals(address),
        host);
  }

  /// The gate keeps the drain in place while it is polled, and is met when the deadline is over. A
  /// balancer that stays silent for all that time means that nobody knows: ask again.
  private static String awaitEmpty(World world, int deadlineMs) {
    var drained = new Drained();
    var since = world.clock().uptimeMs();
    while (true) {
      var verdict = drained.judge(world);
      if (verdict instanceof Verdict.Met met) {
        return met.why();
      }
      if (world.clock().uptimeMs() - since > deadlineMs + 10_000L) {
        throw Refusal.silent("Nobody can tell whether the host is drained.", verdict.why());
      }
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
    }
  }
}
