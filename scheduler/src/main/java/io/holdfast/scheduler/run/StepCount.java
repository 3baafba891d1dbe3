package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.stream.Stream;

/// The steps of a plan and how many of them are done; those of an undo are not counted.
final class StepCount {
  private StepCount() {}

  static int done(PlanIndex index, Facts facts) {
    return (int) index.forward().stream().filter(facts::isDone).count();
  }

  static List<Step> steps(Plan plan) {
    return plan.stages().stream().flatMap(StepCount::steps).toList();
  }

  private static Stream<Step> steps(Stage stage) {
    return switch (stage) {
      case Stage.Everywhere everywhere -> everywhere.steps().stream();
      case Stage.Sequence sequence -> sequence.steps().stream();
      case Stage.Group group -> group.hosts().stream().flatMap(work -> work.steps().stream());
    };
  }
}
