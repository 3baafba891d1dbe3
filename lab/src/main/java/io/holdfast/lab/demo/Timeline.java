package io.holdfast.lab.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Tells people what happens when, on stderr, and keeps how long each phase took.
final class Timeline {
  private final PrintStream out;
  private final long started = System.nanoTime();
  private final List<DemoResult.Phase> phases = new ArrayList<>();

  Timeline(PrintStream out) {
    this.out = out;
  }

  /// A part of the story that may fail in any way.
  interface Part<T> {
    T tell();
  }

  <T> T phase(String name, String title, Part<T> part) {
    say("");
    say("== " + title);
    return timed(name, part);
  }

  /// A part that runs beside the next ones, until somebody waits for it.
  <T> Aside<T> aside(String name, String title, Part<T> part) {
    say("");
    say("== " + title + " (beside what follows)");
    return new Aside<>(CompletableFuture.supplyAsync(() -> timed(name, part)));
  }

  /// What runs beside the story.
  record Aside<T>(CompletableFuture<T> end) {
    /// Its result, or what it failed with.
    T await() {
      try {
        return end.join();
      } catch (CompletionException failed) {
        throw failed.getCause() instanceof RuntimeException known ? known : failed;
      }
    }
  }

  private <T> T timed(String name, Part<T> part) {
    var begun = System.nanoTime();
    var result = part.tell();
    var seconds = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0;
    var phase = new DemoResult.Phase(name, Math.round(seconds * 10) / 10.0);
    synchronized (this) {
      phases.add(phase);
    }
    return result;
  }

  synchronized void say(String text) {
    if (text.isEmpty()) {
      out.println();
      return;
    }
    var elapsed = Duration.ofNanos(System.nanoTime() - started);
    out.printf(Locale.ROOT, "%02d:%02d  %s%n", elapsed.toMinutes(), elapsed.toSecondsPart(), text);
  }

  /// In the order in which they ended.
  synchronized List<DemoResult.Phase> phases() {
    return List.copyOf(phases);
  }
}
