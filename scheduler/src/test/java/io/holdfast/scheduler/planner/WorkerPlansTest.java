package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.site.WorkerMode;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerPlansTest {
  private static WorkerPlans plans(String engine, boolean pending) {
    var site =
        AcmeSite.of(engine, "upgrade: {drainSeconds: 90}\n", 1, AcmeSite.BOTH, AcmeSite.WORKER);
    return new WorkerPlans(
        site,
        "acme-1",
        "digest",
        operations ->
            operations.stream()
                .map(asked -> pending && !asked.operation().endsWith("open-worker"))
                .toList());
  }

  @Test
  void takesAWorkerOutOfTrafficBeforeItsWorkMovesAndKeepsItClosed() {
    var plan = plans("nomad", true).drain("w1", WorkerMode.MIGRATE, 60_000);
    var work = ((Stage.Group) plan.stages().getFirst()).hosts().getFirst();
    assertThat(operations(work.steps()))
        .containsExactly("lb.drain", "nomad.close-worker", "lb.ready");
    assertThat(((Step.Operate) work.steps().get(1).work()).parameters())
        .containsEntry("remember", "no")
        .containsEntry("mode", "migrate")
        .containsEntry("deadlineMs", "60000");
    assertThat(((Step.Operate) work.steps().getFirst().work()).parameters())
        .containsEntry("deadlineMs", "90000");
    assertThat(operations(work.undo())).containsExactly("lb.ready", "nomad.open-worker");
    assertThat(work.before())
        .extracting(gate -> gate.gate())
        .containsExactly("lb.others-serve-or-down");
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.basis().hosts()).isEmpty();
  }

  @Test
  void leavesTrafficAloneWhereWorkStays() {
    var plan = plans("nomad", true).drain("w1", WorkerMode.WAIT, 60_000);
    assertThat(operations(plan.steps())).containsExactly("nomad.close-worker");
    assertThat(operations(plans("swarm", true).drain("w1", WorkerMode.WAIT, 1).steps()))
        .containsExactly("swarm.availability");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nomad", "swarm"})
  void doesNothingWhereNothingIsLeftToDo(String engine) {
    var plans = plans(engine, false);
    assertThat(plans.drain("w1", WorkerMode.MIGRATE, 1).isEmpty()).isTrue();
    assertThat(plans.undrain("w1").isEmpty()).isTrue();
    assertThat(plans.exclude("w1").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nomad", "swarm"})
  void asksNobodyButTheServersToExcludeAWorker(String engine) {
    var plan = plans(engine, true).exclude("w1");
    assertThat(operations(plan.steps())).containsExactly(engine + ".exclude-worker");
    assertThat(plan.verb().bringsBundle()).isFalse();
  }

  @Test
  void isReadAsItWasWritten() {
    var plan = plans("swarm", true).undrain("w2");
    assertThat(Json.read(Json.canonical(plan), Plan.class)).isEqualTo(plan);
    assertThat(PlanText.of(plan, Outline.of(plan, Set.of())))
        .contains("/undrain  Open w2 for work");
  }

  private static List<String> operations(List<Step> steps) {
    return steps.stream().map(step -> ((Step.Operate) step.work()).operation()).toList();
  }
}
