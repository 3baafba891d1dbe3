package io.holdfast.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/// Somebody else who starts an upgrade of the same site beside one that is under way, and has to be
/// refused for its lock.
final class SecondOperator {
  private static final int LOCK_HELD = 8;

  private final Supplier<Program.Ended> upgrade;
  private final Queue<CompletableFuture<Program.Ended>> tries = new ConcurrentLinkedQueue<>();

  /// `upgrade` returns when the program has ended.
  SecondOperator(Supplier<Program.Ended> upgrade) {
    this.upgrade = upgrade;
  }

  /// Returns at once.
  void comes() {
    var ended = new CompletableFuture<Program.Ended>();
    tries.add(ended);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                ended.complete(upgrade.get());
              } catch (RuntimeException | Error broken) {
                ended.completeExceptionally(broken);
              }
            });
  }

  /// Whether he still tries.
  boolean isHere() {
    return tries.stream().anyMatch(ended -> !ended.isDone());
  }

  /// That he came, and was refused each time; waits until he has given up.
  void requireRefused() {
    assertThat(tries).as("second operators").isNotEmpty();
    tries.forEach(ended -> PracticeSite.refusal(ended.join(), LOCK_HELD, "HF-"));
  }

  /// Waits until he has given up.
  void awaitGone() {
    tries.forEach(CompletableFuture::join);
  }
}
