package io.holdfast.scheduler.gate;

import java.util.Map;

/// Looks through a gate again and again, as whoever runs a plan does.
public final class Polling {
  private Polling() {}

  public static Verdict until(
      World world, String gate, Map<String, String> parameters, int seconds) {
    var polled =
        new World(
            world.site(), world.api(), world.hosts(), world.clock(), world.secrets(), parameters);
    Verdict verdict = Gates.named(gate).judge(polled);
    for (var look = 0; look < seconds * 2 && verdict instanceof Verdict.NotYet; look++) {
      world.clock().sleepMs(500);
      verdict = Gates.named(gate).judge(polled);
    }
    return verdict;
  }
}
