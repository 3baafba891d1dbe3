package io.holdfast.installer.host;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// Runs an action when a block of code takes too long; closing it in time calls that off.
final class TimeLimit implements AutoCloseable {
  private final AtomicBoolean over = new AtomicBoolean();
  private final long milliseconds;
  private final Thread watch;
  private volatile boolean struck;

  TimeLimit(long milliseconds, Runnable action) {
    this.milliseconds = milliseconds;
    this.watch = Thread.ofVirtual().name("limit").start(() -> await(action));
  }

  private void await(Runnable action) {
    try {
      Thread.sleep(Duration.ofMillis(milliseconds));
    } catch (InterruptedException inTime) {
      return;
    }
    if (over.compareAndSet(false, true)) {
      struck = true;
      action.run();
    }
  }

  boolean struck() {
    return struck;
  }

  void check() throws IOException {
    if (struck) {
      throw new IOException("no answer within " + milliseconds + " ms");
    }
  }

  @Override
  public void close() {
    over.set(true);
    watch.interrupt();
  }
}
