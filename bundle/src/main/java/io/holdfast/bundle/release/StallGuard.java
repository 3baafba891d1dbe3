package io.holdfast.bundle.release;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Closes a stream from which nothing has come for a while: the HTTP client itself waits for ever
/// once the answer has begun.
final class StallGuard implements AutoCloseable {
  private final InputStream stream;
  private final Duration patience;
  private final AtomicLong lastByteNanos = new AtomicLong(System.nanoTime());
  private final AtomicBoolean stalled = new AtomicBoolean();
  private final Thread watch;

  StallGuard(InputStream stream, Duration patience) {
    this.stream = stream;
    this.patience = patience;
    this.watch = Thread.ofVirtual().name("download-watch").start(this::watch);
  }

  /// Something came.
  void moved() {
    lastByteNanos.set(System.nanoTime());
  }

  /// Whether the stream ended because nothing came.
  boolean isStalled() {
    return stalled.get();
  }

  private void watch() {
    try {
      for (var left = left(); left.isPositive(); left = left()) {
        Thread.sleep(left);
      }
      stalled.set(true);
      stream.close();
    } catch (InterruptedException done) {
      Thread.currentThread().interrupt();
    } catch (IOException closed) {
      // It is closed, which is all that is wanted.
    }
  }

  private Duration left() {
    return patience.minusNanos(System.nanoTime() - lastByteNanos.get());
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
