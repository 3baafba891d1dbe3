package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemKind;

/// Is everything durable still there, in the changed server's own state? No count of the survey may
/// have fallen. `counts` are the words of the survey.
record DurableCounts(RaftProduct product) implements Gate {
  @Override
  public Verdict judge(World world) {
    var host = Parameters.of(world).text("host");
    var before = Survey.parse(Parameters.of(world).text("counts"));
    var inquiry = new Inquiry(world);
    try {
      var now = product.asked(inquiry).survey(host, Consistency.OWN);
      var lost = now.lostSince(before);
      return new Reasons()
          .unless(
              lost.isEmpty(),
              "%s on %s holds fewer durable things than before: %s (if somebody removed them on purpose: holdfast apply counts anew)"
                  .formatted(product.name(), host, String.join(", ", lost)))
          .verdict("nothing durable is missing on " + host + ": " + now.text(), inquiry);
    } catch (HoldfastException silent) {
      if (silent.kind() != ProblemKind.UNREACHABLE) {
        throw silent;
      }
      var why = silent.first().what() + silent.first().evidence().map(it -> " " + it).orElse("");
      return new Reasons().add(host + ": " + why).verdict("", inquiry);
    }
  }
}
