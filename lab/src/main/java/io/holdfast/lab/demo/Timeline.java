package io.holdfast.lab.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
    var begun = System.nanoTime();
    var result = part.tell();
    var seconds = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0;
    phases.add(new DemoResult.Phase(name, Math.round(seconds * 10) / 10.0));
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

  List<DemoResult.Phase> phases() {
    return List.copyOf(phases);
  }
}
