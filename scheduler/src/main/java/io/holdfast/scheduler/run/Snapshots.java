package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The steps that save what the servers hold before the first of them changes. A resume saves anew,
/// for much may have been written since; but not once a server was touched: what was saved before
/// is then the only state that no newer version had its hands in.
final class Snapshots {
  private static final String SAVE = ".save-snapshot";

  private Snapshots() {}

  static boolean isOne(Step step) {
    return step.work() instanceof Step.Operate operate && operate.operation().endsWith(SAVE);
  }

  /// The steps that a resume does once more; empty where there are none.
  static Optional<List<String>> again(Plan plan, Facts facts) {
    var touched =
        plan.stages().stream()
            .flatMap(Snapshots::serverSteps)
            .filter(Step::disruptive)
            .anyMatch(step -> facts.isStarted(step.path()));
    var again =
        StepCount.steps(plan).stream()
            .filter(step -> isOne(step) && facts.isDone(step.path()))
            .map(Step::path)
            .toList();
    return touched || again.isEmpty() ? Optional.empty() : Optional.of(again);
  }

  private static Stream<Step> serverSteps(Stage stage) {
    return stage instanceof Stage.Group group && group.quorum().isPresent()
        ? group.hosts().stream().flatMap(work -> work.steps().stream())
        : Stream.empty();
  }
}
