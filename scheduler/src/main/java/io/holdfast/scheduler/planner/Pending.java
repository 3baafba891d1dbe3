package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Step;
import java.util.List;

/// Says which operations would change something now. They are asked about together, so that whoever
/// answers may look at all of them at once.
public interface Pending {
  /// For each of these, in their order.
  List<Boolean> of(List<Step.Operate> operations);
}
