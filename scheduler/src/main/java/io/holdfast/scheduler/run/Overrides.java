package io.holdfast.scheduler.run;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.plan.GateSpec;
import java.util.List;

/// Soft gates that an operator does not wait for, with the reason: written down before anything
/// else in this life of the run. Each is still looked at once, and what it said is kept.
///
/// A hard gate stays one, whoever says otherwise.
final class Overrides {
  private final Turn turn;

  Overrides(Turn turn) {
    this.turn = turn;
  }

  /// Writes down what nobody waits for; `DONE` once it is durable.
  Progressed known() {
    var progress = Progressed.DONE;
    for (var override : turn.bounds().overrides()) {
      if (!turn.facts().overridden().contains(override)) {
        turn.write("override " + override.gate(), override);
        progress = Progressed.BUSY;
      }
    }
    return progress;
  }

  /// Gates as they are watched: one that is overridden need not hold for any time.
  static List<GateSpec> watched(List<GateSpec> gates, Facts facts) {
    return gates.stream().map(gate -> watched(gate, facts)).toList();
  }

  private static GateSpec watched(GateSpec gate, Facts facts) {
    return reason(gate, facts).isEmpty()
        ? gate
        : new GateSpec(
            gate.path(), gate.gate(), gate.parameters(), 0, gate.timeoutMs(), gate.pollMs());
  }

  /// What a gate's answer counts as.
  static Verdict counted(GateSpec gate, Verdict verdict, Facts facts) {
    var reason = reason(gate, facts);
    return reason.isEmpty() || verdict instanceof Verdict.Met
        ? verdict
        : new Verdict.Met("overridden (" + reason + "); it says: " + verdict.why(), verdict.raw());
  }

  /// Why nobody waits for it; empty where somebody does.
  private static String reason(GateSpec gate, Facts facts) {
    return facts.overridden().stream()
        .filter(it -> it.gate().equals(gate.gate()) || it.gate().equals(gate.path()))
        .filter(_ -> Gates.isSoft(gate.gate()))
        .map(Fact.GateOverridden::why)
        .sorted()
        .findFirst()
        .orElse("");
  }
}
