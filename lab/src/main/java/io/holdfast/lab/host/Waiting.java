package io.holdfast.lab.host;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for something on a practice host, looking five times a second.
public final class Waiting {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private Waiting() {}

  public static void until(
      Duration limit, BooleanSupplier reached, Supplier<RuntimeException> tooLate) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw tooLate.get();
      }
      pause();
    }
  }

  static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a practice host", interrupted);
    }
  }
}
