package io.holdfast.installer.ssh;

import com.jcraft.jsch.Session;
import io.holdfast.templates.problem.HoldfastException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// One attempt to open the session of the jump host. The first who needs it makes the attempt, and
/// all who need it meanwhile hear how it ended.
final class JumpAttempt {
  private final CompletableFuture<Session> outcome = new CompletableFuture<>();
  private final AtomicBoolean isBegun = new AtomicBoolean();

  /// Blocks until the session is open; throws what `opening` threw, to everybody.
  Session session(Supplier<Session> opening) throws InterruptedException {
    if (isBegun.compareAndSet(false, true)) {
      open(opening);
    }
    try {
      return outcome.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof HoldfastException refused) {
        throw refused;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  private void open(Supplier<Session> opening) {
    try {
      outcome.complete(opening.get());
    } catch (RuntimeException | Error failed) {
      outcome.completeExceptionally(failed);
    }
  }

  /// Whether it failed, or its session was lost since.
  boolean isSpent() {
    return outcome.isDone()
        && (outcome.isCompletedExceptionally() || !outcome.join().isConnected());
  }

  /// Ends the session, where it is only being opened as soon as it is open. Waits for nobody.
  void close() {
    var _ = outcome.thenAccept(Session::disconnect);
  }
}
