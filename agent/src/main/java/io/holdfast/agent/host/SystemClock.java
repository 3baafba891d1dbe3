package io.holdfast.agent.host;

import io.holdfast.scheduler.port.Clock;
import java.time.Duration;

/// This machine's clocks.
public final class SystemClock implements Clock {
  @Override
  public long uptimeMs() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public long wallMs() {
    return System.currentTimeMillis();
  }

  @Override
  public void sleepMs(long milliseconds) {
    try {
      Thread.sleep(Duration.ofMillis(milliseconds));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
