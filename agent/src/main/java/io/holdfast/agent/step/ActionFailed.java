package io.holdfast.agent.step;

import io.holdfast.agent.host.Commands.Output;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;

/// Makes the problems that end a step.
final class ActionFailed {
  private ActionFailed() {}

  static HoldfastException because(String what) {
    return HoldfastException.of(ProblemId.STEP_FAILED, what);
  }

  static HoldfastException because(ProblemId id, String what, Output output) {
    return Problem.of(id, what).withEvidence(output.evidence()).asException();
  }
}
