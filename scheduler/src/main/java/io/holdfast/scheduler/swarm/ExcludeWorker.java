package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;

/// Takes a worker out through the managers alone: its host may hang and answer nobody.
///
/// Nothing new is placed there, and all that ran there is wanted elsewhere at once. It is opened
/// again by its availability.
final class ExcludeWorker implements Operation {
  private static final int LOOKS = 60;
  private static final long BETWEEN_LOOKS_MS = 1_000;

  @Override
  public Outcome look(World world) {
    var worker = SeenWorker.of(world);
    return worker.isOut()
        ? new Outcome(false, worker.host() + " is excluded already")
        : new Outcome(true, worker.host() + " is excluded");
  }

  @Override
  public Outcome perform(World world) {
    var worker = SeenWorker.of(world);
    if (worker.isOut()) {
      return new Outcome(false, worker.host() + " is excluded already");
    }
    worker.requireAnother();
    worker.drain();
    for (var look = 0; look < LOOKS; look++) {
      worker = SeenWorker.of(world);
      if (worker.isOut()) {
        return new Outcome(true, worker.host() + " is excluded");
      }
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
    }
    throw Refusal.silent("The managers still want work on " + worker.host() + ".", worker.raw());
  }
}
