package io.holdfast.scheduler.live;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.templates.problem.HoldfastException;
import java.util.Map;
import java.util.function.Supplier;

/// Looks through a gate again and again, as whoever runs a plan does.
public final class Polling {
  /// How long servers may take to agree. A leader of Nomad that was told late of a member looks for
  /// it anew once a minute only (`ReconcileInterval`), and lets it vote after the time it has to be
  /// well; a loaded machine needs several times that.
  private static final int AGREEMENT_S = 240;

  private Polling() {}

  /// What an operation says once its product tells what it is asked: a leader that has just been
  /// made does not, for a moment.
  public static Operation.Outcome told(World world, Supplier<Operation.Outcome> look) {
    for (var tries = 0; tries < AGREEMENT_S; tries++) {
      try {
        return look.get();
      } catch (HoldfastException silent) {
        world.clock().sleepMs(500);
      }
    }
    return look.get();
  }

  /// Until servers agree. Who is silent costs time with each look, so that the time counts and not
  /// the looks.
  public static Verdict until(World world, String gate, Map<String, String> parameters) {
    return until(world, gate, parameters, AGREEMENT_S);
  }

  public static Verdict until(
      World world, String gate, Map<String, String> parameters, int seconds) {
    var polled = world.withParameters(parameters);
    var patience = world.clock().uptimeMs() + seconds * 1_000L;
    Verdict verdict = Gates.named(gate).judge(polled);
    while (verdict instanceof Verdict.NotYet && world.clock().uptimeMs() < patience) {
      world.clock().sleepMs(500);
      verdict = Gates.named(gate).judge(polled);
    }
    return verdict;
  }
}
