package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.StepResult;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.TreeMap;
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

  @Test
  void saysWhichProductIsSilentWhereItsHostCanBeReached() {
    var work = new Step.Operate("swarm.join", new TreeMap<>());
    var join = new Step("/swarm/s3/join", "s3", "join as manager", work, false, 2_000);
    var rig = new Rig(Rig.plan(new Stage.Sequence("/swarm", "Join", List.of(join), List.of())));
    var silent =
        Problem.of(ProblemId.API_SILENT, "Docker on s3 does not run (docker.service)")
            .withEvidence("s3 GET /info does not answer: no such file")
            .asException();
    rig.steps = (_, _) -> StepEnd.of(silent);
    var outcome = rig.run();
    assertThat(outcome.exitCode()).isEqualTo(10);
    var problem = outcome.problems().getFirst();
    assertThat(problem.id()).isEqualTo(ProblemId.API_SILENT);
    assertThat(problem.what())
        .isEqualTo("Docker on s3 does not run (docker.service), asked 8 times");
    assertThat(problem.evidence().orElse(""))
        .contains("s3 GET /info does not answer: no such file");
    assertThat(problem.fix())
        .contains("holdfast apply   # plans anew, and starts what does not run");
    assertThat(problem.fix().getFirst()).startsWith("systemctl status docker.service");
  }
}
