package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The steps that save and count what the servers hold before the first of them changes.
///
/// A resume saves anew, for much may have been written since; but not once a server was touched:
/// what was saved before is then the only state that no newer version had its hands in. It counts
/// anew as long as no server is in the middle of its change, which may be what the cluster needs
/// before it can be counted at all.
final class Snapshots {
  private static final String SAVE = ".save-snapshot";
  private static final String COUNT = ".count-durable";
  private static final String COUNTING = "counting";

  private Snapshots() {}

  static boolean isOne(Step step) {
    return isOperation(step, SAVE) || isOperation(step, COUNT);
  }

  private static boolean isOperation(Step step, String ending) {
    return step.work() instanceof Step.Operate operate && operate.operation().endsWith(ending);
  }

  /// The steps that a resume does once more; empty where there are none.
  static Optional<List<String>> again(Plan plan, Facts facts) {
    var saves = servers(plan, facts, mark -> true);
    var counts = servers(plan, facts, mark -> !mark.done() && !mark.putBack());
    var again =
        StepCount.steps(plan).stream()
            .filter(step -> facts.isDone(step.path()))
            .filter(
                step ->
                    (!saves && isOperation(step, SAVE)) || (!counts && isOperation(step, COUNT)))
            .map(Step::path)
            .toList();
    return again.isEmpty() ? Optional.empty() : Optional.of(again);
  }

  /// Whether a server was touched that is of this kind.
  private static boolean servers(Plan plan, Facts facts, Predicate<Facts.HostMark> kind) {
    return plan.stages().stream()
        .flatMap(Snapshots::ofServers)
        .anyMatch(
            group ->
                group.hosts().stream()
                    .filter(work -> isTouched(work, facts))
                    .anyMatch(work -> kind.test(facts.host(group.path(), work.host()))));
  }

  private static Stream<Group> ofServers(Stage stage) {
    return stage instanceof Group group && group.quorum().isPresent()
        ? Stream.of(group)
        : Stream.empty();
  }

  private static boolean isTouched(HostWork work, Facts facts) {
    return work.steps().stream()
        .filter(Step::disruptive)
        .anyMatch(step -> facts.isStarted(step.path()));
  }

  /// A gate that compares with what was counted is told what the journal says of it.
  static GateSpec told(GateSpec gate, Facts facts) {
    var counting = Optional.ofNullable(gate.parameters().get(COUNTING));
    if (counting.isEmpty()) {
      return gate;
    }
    var told = new TreeMap<>(gate.parameters());
    told.put("counts", facts.step(counting.get()).map(Facts.StepMark::says).orElse(""));
    return new GateSpec(
        gate.path(), gate.gate(), told, gate.stableMs(), gate.timeoutMs(), gate.pollMs());
  }
}
