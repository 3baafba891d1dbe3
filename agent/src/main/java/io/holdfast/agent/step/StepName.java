package io.holdfast.agent.step;

import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Sha256;
import java.util.regex.Pattern;

/// Which step of which run. Its key is what units, spool files and kept files are named by, for a
/// step id is a path and may hold anything.
public record StepName(String runId, String stepId) {
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final int KEY = 12;

  public StepName {
    if (!RUN.matcher(runId).matches()) {
      var what = "\"" + runId + "\" is not the id of a run";
      throw HoldfastException.of(ProblemId.STEP_FAILED, what);
    }
  }

  public static StepName of(StepRequest request) {
    return new StepName(request.runId(), request.stepId());
  }

  /// The step as the plan names it: a later try after a failure carries `#` and a number behind its
  /// path, and what the tries replaced belongs together.
  public StepName planned() {
    var mark = stepId.lastIndexOf('#');
    return mark < 0 ? this : new StepName(runId, stepId.substring(0, mark));
  }

  /// The first 12 hex digits of the SHA-256 over run and step.
  public String key() {
    return Sha256.of(runId + "\n" + stepId).substring(0, KEY);
  }

  /// The first 12 hex digits of the SHA-256 over the step alone, for places that belong to a run.
  public String keyInRun() {
    return Sha256.of(stepId).substring(0, KEY);
  }

  /// The transient unit of one attempt.
  public String unit(int attempt) {
    return "holdfast-step-" + key() + "-" + attempt;
  }
}
