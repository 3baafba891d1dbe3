package io.holdfast.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.ProblemId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunProblemsTest {
  @Test
  void namesTheWayWithAMendedBundleWhereAJobIsRefused() {
    var step =
        new Step(
            "/jobs/night/register",
            "s1",
            "register the job night",
            new Step.Operate("nomad.deploy-job", new TreeMap<>(Map.of("job", "night"))),
            true,
            1);
    var problem = RunProblems.stepFailed(step, "invalid job type: systm");
    assertThat(problem.fix().getFirst()).startsWith("holdfast upgrade --bundle BUNDLE");
    assertThat(problem.clusterSafe()).hasValueSatisfying(it -> assertThat(it.safe()).isTrue());
    assertThat(problem.resume()).contains("holdfast resume");
  }

  @Test
  void namesTheWayWithAMendedBundleWhereAJobFindsNoPlace() {
    var gate =
        new GateSpec(
            "nomad.job-placed:night",
            "nomad.job-placed",
            new TreeMap<>(Map.of("job", "night")),
            1,
            1,
            1);
    var problem =
        RunProblems.stageGate(new Watch.Failure(gate, false, "no worker has 1 TiB", "evidence"));
    assertThat(problem.fix().getFirst()).startsWith("holdfast upgrade --bundle BUNDLE");
    assertThat(problem.toText()).contains("all before the job is done and stays");
  }

  @Test
  void savesAnewWhereTheStateCannotBeReadBackForItsRehearsal() {
    var lost = new StepEnd.Refused(ProblemId.SNAPSHOT_DAMAGED, "it is cut short");
    assertThat(RunProblems.refused(step("consul.rehearse-snapshot"), lost).fix().getFirst())
        .startsWith("holdfast resume   # saves anew");
    assertThat(RunProblems.refused(step("consul.restore-snapshot"), lost).fix())
        .containsExactly("holdfast explain HF-API-003");
  }

  @Test
  void promisesNoSafetyWhereARehearsalCouldNotBeginAndAsksForTheLeaderFirst() {
    var silent =
        new StepEnd.Lost(ProblemId.API_SILENT, "The servers of Nomad agree about no leader.");
    var problem = RunProblems.unreachable(step("nomad.rehearse-snapshot"), 5, Optional.of(silent));
    assertThat(problem.id()).isEqualTo(ProblemId.REHEARSAL_FAILED);
    assertThat(problem.fix().getFirst()).startsWith("holdfast status");
    assertThat(problem.clusterSafe()).isEmpty();
    assertThat(problem.evidence().orElseThrow()).endsWith("no leader., asked 5 times");
    assertThat(problem.resume()).contains("holdfast resume");
  }

  private static Step step(String operation) {
    return new Step(
        "/x/s1/" + operation,
        "s1",
        "as it says",
        new Step.Operate(operation, new TreeMap<>()),
        false,
        1);
  }
}
