package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Stages of operations on a product, one after the other. Those about a host that is `absent` are
/// left out: nobody can say whether they are needed.
record OperationStages(Pending pending, List<String> absent) {

  /// Only what would change something; without any the stage is left out, its gates too.
  List<Stage> of(String path, String title, List<Step> operations, List<GateSpec> after) {
    var left = left(operations);
    return left.isEmpty() ? List.of() : List.of(new Stage.Sequence(path, title, left, after));
  }

  /// The same where each operation has a gate of its own: nobody waits for what another left
  /// undone.
  List<Stage> ofEach(String path, String title, Map<Step, GateSpec> operations) {
    var left = left(List.copyOf(operations.keySet()));
    var after = left.stream().map(operations::get).toList();
    return left.isEmpty() ? List.of() : List.of(new Stage.Sequence(path, title, left, after));
  }

  private List<Step> left(List<Step> all) {
    var operations = all.stream().filter(step -> !absent.contains(step.host())).toList();
    var answers = pending.of(operations.stream().map(step -> (Step.Operate) step.work()).toList());
    return IntStream.range(0, operations.size())
        .filter(answers::get)
        .mapToObj(operations::get)
        .toList();
  }
}
