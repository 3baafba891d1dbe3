package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.stream.Stream;

/// How many of a plan's steps are done; those of an undo are not counted.
record StepCount(int done, int total) {
  static StepCount of(Plan plan, Facts facts) {
    var steps = steps(plan);
    var done = (int) steps.stream().filter(step -> facts.isDone(step.path())).count();
    return new StepCount(done, steps.size());
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
