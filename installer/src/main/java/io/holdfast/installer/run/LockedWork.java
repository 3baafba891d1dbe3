package io.holdfast.installer.run;

import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.ProblemId;
import java.util.function.BooleanSupplier;

/// Begins no step once the lease has run out by this machine's own reckoning: a program that stood
/// still for longer than its lease has answers waiting for it when it goes on, and may act on them
/// before it hears that the lock is lost. Hosts that another run has not touched yet would do it.
record LockedWork(Work work, BooleanSupplier isHeld) implements Work {
  @Override
  public StepEnd perform(String stepId, Step step) {
    return isHeld.getAsBoolean()
        ? work.perform(stepId, step)
        : new StepEnd.Refused(
            ProblemId.LOCK_LOST, "the lease ran out while this program stood still");
  }
}
