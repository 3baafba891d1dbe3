package io.holdfast.scheduler.live;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.Map;

/// Looks through a gate again and again, as whoever runs a plan does.
public final class Polling {
  /// How long servers may take to agree. A leader of Nomad that was told late of a member looks for
  /// it anew once a minute only (`ReconcileInterval`), and lets it vote after the time it has to be
  /// well; a loaded machine needs several times that.
  private static final int AGREEMENT_S = 240;

  private Polling() {}

  /// Until servers agree.
  public static Verdict until(World world, String gate, Map<String, String> parameters) {
    return until(world, gate, parameters, AGREEMENT_S);
  }

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
