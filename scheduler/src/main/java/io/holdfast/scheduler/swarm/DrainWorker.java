package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;

/// Moves the work of a worker to others and waits until none of it runs there any more, at most
/// `deadlineMs`; where it is `alone`, its work ends. What is wanted elsewhere is stopped in its own
/// time: a swarm has no deadline for it.
final class DrainWorker implements Operation {
  private static final long BETWEEN_LOOKS_MS = 1_000;

  @Override
  public Outcome look(World world) {
    var worker = SeenWorker.of(world);
    return worker.isDrained() && worker.runs() == 0
        ? new Outcome(false, worker.host() + " is drained already")
        : new Outcome(true, worker.host() + " is drained");
  }

  @Override
  public Outcome perform(World world) {
    var worker = SeenWorker.of(world);
    var parameters = Parameters.of(world);
    var deadlineMs = parameters.number("deadlineMs");
    if (worker.isDrained() && worker.runs() == 0) {
      return new Outcome(false, worker.host() + " is drained already");
    }
    if (!parameters.says(Parameters.ALONE)) {
      worker.requireAnother();
    }
    worker.drain();
    var began = world.clock().uptimeMs();
    while (true) {
      var now = SeenWorker.of(world);
      var left = now.runs();
      if (now.isDrained() && left == 0) {
        return new Outcome(true, now.host() + " is drained");
      }
      if (world.clock().uptimeMs() - began > deadlineMs) {
        throw Refusal.of(
            now.host(),
            left + " tasks on " + now.host() + " do not end in " + deadlineMs + " ms.",
            now.raw());
      }
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
    }
  }
}
