package io.holdfast.scheduler.sim;

import java.util.List;

/// A second operator: tries for the lock, keeps it for a while when it gets it, changes nothing.
final class SimRival extends SimOperator {
  SimRival(SimWorld world, String name) {
    super(world, name, List.of());
  }

  @Override
  void lockHeld(long fence) {
    super.lockHeld(fence);
    later(world.seed.between(5_000, 60_000), this::releaseLock);
  }
}
