package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// How long a run waits for a host that it sent into a boot.
class BootWaitTest {
  private static final String PATH = "/reboot-workers/w1/reboot";
  private static final StepEnd AWAY =
      new StepEnd.Lost(ProblemId.CONNECTION_LOST, "connection refused");

  private static Rig rig(int backSeconds) {
    var step =
        new Step(
            PATH,
            "w1",
            "reboot",
            new Step.OnHost(List.of(new Action.Reboot(backSeconds))),
            true,
            1_000);
    var work =
        new Stage.HostWork(
            "w1", List.of(), List.of(), List.of(step), List.of(), List.of(), List.of());
    return new Rig(
        Rig.plan(
            new Stage.Group(
                "/reboot-workers", "Reboot", "host", Optional.empty(), 1, List.of(work))));
  }

  @Test
  void waitsForAHostAsLongAsItMayBeAwayAndSaysWhatToDoWhenItIsNotBack() {
    var rig = rig(900);
    rig.steps = (_, _) -> AWAY;
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(10);
    assertThat(outcome.resumable()).isTrue();
    var problem = outcome.problems().getFirst();
    assertThat(problem.id()).isEqualTo(ProblemId.HOST_NOT_BACK);
    assertThat(problem.host()).contains("w1");
    assertThat(problem.what()).contains("900 s");
    assertThat(problem.resume()).contains("holdfast resume");
    assertThat(rig.now).isGreaterThan(900_000).isLessThan(1_000_000);
  }

  @Test
  void goesOnOnceTheHostIsBackHoweverOftenItWasAsked() {
    var rig = rig(900);
    rig.steps = (_, count) -> count < 30 ? AWAY : new StepEnd.Done(true, "booted anew");
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done).containsExactly(PATH);
  }

  @Test
  void asksTheSameStepAgainAfterAResume() {
    var rig = rig(1);
    rig.steps = (_, _) -> AWAY;
    rig.run();
    rig.steps = (_, _) -> new StepEnd.Done(true, "booted anew");
    assertThat(rig.run().exitCode()).isZero();
    assertThat(rig.done).containsExactly(PATH);
  }
}
