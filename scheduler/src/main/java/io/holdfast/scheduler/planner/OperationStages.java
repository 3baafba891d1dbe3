package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.stream.IntStream;

/// Stages of operations on a product, one after the other.
record OperationStages(Pending pending) {

  /// Only what would change something; without any the stage is left out, its gates too.
  List<Stage> of(String path, String title, List<Step> operations, List<GateSpec> after) {
    var answers = pending.of(operations.stream().map(step -> (Step.Operate) step.work()).toList());
    var left =
        IntStream.range(0, operations.size())
            .filter(answers::get)
            .mapToObj(operations::get)
            .toList();
    return left.isEmpty() ? List.of() : List.of(new Stage.Sequence(path, title, left, after));
  }
}
