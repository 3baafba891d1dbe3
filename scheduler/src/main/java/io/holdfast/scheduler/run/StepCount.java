package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.stream.Stream;

/// How many of a plan's steps are done; those of an undo are not counted.
record StepCount(int done, int total) {
  static StepCount of(Plan plan, Facts facts) {
    var done = 0;
    var total = 0;
    for (var stage : plan.stages()) {
      switch (stage) {
        case Stage.Everywhere everywhere -> {
          done += done(everywhere.steps(), facts);
          total += everywhere.steps().size();
        }
        case Stage.Sequence sequence -> {
          done += done(sequence.steps(), facts);
          total += sequence.steps().size();
        }
        case Stage.Group group -> {
          for (var work : group.hosts()) {
            done += done(work.steps(), facts);
            total += work.steps().size();
          }
        }
      }
    }
    return new StepCount(done, total);
  }

  private static int done(List<Step> steps, Facts facts) {
    var count = 0;
    for (var step : steps) {
      count += facts.isDone(step.path()) ? 1 : 0;
    }
    return count;
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
