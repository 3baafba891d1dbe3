package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.StepResult;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepEndTest {
  private static Outcome runThatIsRefused(String evidence) {
    var rig = new Rig(Rig.plan(Rig.staging("s1")));
    rig.steps =
        (id, _) ->
            StepEnd.of(new StepResult(id, StepResult.Status.REFUSED, false, List.of(), evidence));
    return rig.run();
  }

  @Test
  void aHostOfAnotherClusterIsNoMatterOfLocks() {
    var outcome = runThatIsRefused("HF-HST-001 This host belongs to another cluster");
    assertThat(outcome.exitCode()).isEqualTo(9);
    var problem = outcome.problems().getFirst();
    assertThat(problem.id()).isEqualTo(ProblemId.OTHER_CLUSTER);
    assertThat(problem.host()).contains("s1");
    assertThat(problem.evidence()).contains("This host belongs to another cluster");
    assertThat(problem.fix()).singleElement().asString().startsWith("holdfast preflight");
  }

  @Test
  void aHostThatFollowsANewerRunSaysWhereToLook() {
    var outcome = runThatIsRefused("HF-HST-006 This host follows a newer run");
    assertThat(outcome.exitCode()).isEqualTo(8);
    var problem = outcome.problems().getFirst();
    assertThat(problem.id()).isEqualTo(ProblemId.FENCE_TOO_LOW);
    assertThat(problem.fix()).singleElement().asString().startsWith("holdfast status");
  }

  @Test
  void aRefusalWithoutAnIdIsOneOfTheLock() {
    assertThat(runThatIsRefused("this run is overtaken").exitCode()).isEqualTo(8);
  }
}
