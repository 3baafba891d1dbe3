package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.port.Clock;

/// Virtual time as a gate sees it: what it sleeps through is added to the time its look takes.
final class SimClock implements Clock {
  private final SimWorld world;
  private long slept;

  SimClock(SimWorld world) {
    this.world = world;
  }

  @Override
  public long uptimeMs() {
    return world.now() + slept;
  }

  @Override
  public long wallMs() {
    return world.wallOfController() + slept;
  }

  @Override
  public void sleepMs(long milliseconds) {
    slept += milliseconds;
  }

  /// How long the look has slept, which begins anew.
  long takeSlept() {
    var all = slept;
    slept = 0;
    return all;
  }
}
