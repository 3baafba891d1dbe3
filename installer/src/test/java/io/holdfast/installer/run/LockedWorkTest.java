package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LockedWorkTest {
  private final Step step =
      new Step("/stage/s1/copies", "s1", "copies", new Step.OnHost(List.of()), false, 1);

  @Test
  void beginsNoStepOnceTheLeaseHasRunOut() {
    var held = new AtomicBoolean(true);
    var done = new StepEnd.Done(true, "done");
    var work = new LockedWork((_, _) -> done, held::get);
    assertThat(work.perform(step.path(), step)).isEqualTo(done);
    held.set(false);
    assertThat(work.perform(step.path(), step))
        .isInstanceOfSatisfying(
            StepEnd.Refused.class,
            refused -> assertThat(refused.problem()).isEqualTo(ProblemId.LOCK_LOST));
  }
}
