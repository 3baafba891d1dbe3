package io.holdfast.scheduler.live;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.Map;

/// Looks through a gate again and again, as whoever runs a plan does.
public final class Polling {
  private Polling() {}

  public static Verdict until(
      World world, String gate, Map<String, String> parameters, int seconds) {
    var polled = world.withParameters(parameters);
    Verdict verdict = Gates.named(gate).judge(polled);
    for (var look = 0; look < seconds * 2 && verdict instanceof Verdict.NotYet; look++) {
      world.clock().sleepMs(500);
      verdict = Gates.named(gate).judge(polled);
    }
    return verdict;
  }
}
