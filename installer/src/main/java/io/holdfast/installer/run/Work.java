package io.holdfast.installer.run;

import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.StepEnd;

/// Does steps. Blocking, thread-safe; a failure is a `StepEnd`, never an exception.
interface Work {
  /// Asked again under the same id a step is done at most once.
  StepEnd perform(String stepId, Step step);
}
