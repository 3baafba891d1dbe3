package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.function.Predicate;

/// Stages of operations on a product, one after the other.
record OperationStages(Predicate<Step.Operate> pending) {

  /// Only what would change something; without any the stage is left out, its gates too.
  List<Stage> of(String path, String title, List<Step> operations, List<GateSpec> after) {
    var left = operations.stream().filter(this::isPending).toList();
    return left.isEmpty() ? List.of() : List.of(new Stage.Sequence(path, title, left, after));
  }

  private boolean isPending(Step step) {
    return step.work() instanceof Step.Operate operate && pending.test(operate);
  }
}
