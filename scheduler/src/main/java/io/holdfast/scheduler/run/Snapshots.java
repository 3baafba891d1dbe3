package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The steps that save, rehearse and count what the servers hold before the first of them changes.
///
/// A resume saves and rehearses anew, for much may have been written since; but not once a server
/// was touched: what was saved before is then the only state that no newer version had its hands
/// in. It counts anew while servers are still to be changed that are compared with it. Neither is
/// done while a host is in the middle of its change: to bring that to its end may be what the
/// cluster needs before it can be asked for anything.
final class Snapshots {
  private static final String SAVE = ".save-snapshot";
  private static final String REHEARSE = ".rehearse-snapshot";
  private static final String COUNT = ".count-durable";
  private static final String COUNTING = "counting";
  private static final String FAILED = "failed";

  private Snapshots() {}

  static boolean isOne(Step step) {
    return isOperation(step, SAVE) || isOperation(step, COUNT);
  }

  static boolean isRehearsal(Step step) {
    return isOperation(step, REHEARSE);
  }

  private static boolean isOperation(Step step, String ending) {
    return step.work() instanceof Step.Operate operate && operate.operation().endsWith(ending);
  }

  /// The steps that a resume does once more; empty where there are none.
  static Optional<List<String>> again(Plan plan, Facts facts) {
    if (groups(plan).anyMatch(group -> isInTheMiddle(group, facts))) {
      return Optional.empty();
    }
    var again =
        StepCount.steps(plan).stream()
            .filter(step -> facts.isDone(step.path()))
            .filter(
                step ->
                    ((isOperation(step, SAVE) || isRehearsal(step))
                            && !isAnyServerTouched(plan, facts))
                        || (isOperation(step, COUNT) && isAwaited(step, plan, facts)))
            .map(Step::path)
            .toList();
    return again.isEmpty() ? Optional.empty() : Optional.of(again);
  }

  private static boolean isAnyServerTouched(Plan plan, Facts facts) {
    return groups(plan)
        .filter(group -> group.quorum().isPresent())
        .flatMap(group -> group.hosts().stream())
        .anyMatch(work -> isTouched(work, facts));
  }

  private static boolean isInTheMiddle(Group group, Facts facts) {
    return group.hosts().stream()
        .filter(work -> isTouched(work, facts))
        .map(work -> facts.host(group.path(), work.host()))
        .anyMatch(mark -> !mark.done() && !mark.putBack());
  }

  /// Whether a host is still to be changed whose gates are told what the step counts.
  private static boolean isAwaited(Step step, Plan plan, Facts facts) {
    return groups(plan).anyMatch(group -> awaits(group, step, facts));
  }

  private static boolean awaits(Group group, Step step, Facts facts) {
    return group.hosts().stream()
        .filter(work -> !facts.host(group.path(), work.host()).done())
        .flatMap(work -> work.after().stream())
        .anyMatch(gate -> step.path().equals(gate.parameters().get(COUNTING)));
  }

  private static Stream<Group> groups(Plan plan) {
    return plan.stages().stream()
        .flatMap(stage -> stage instanceof Group group ? Stream.of(group) : Stream.empty());
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
    var told = told(gate.parameters(), counting.get(), facts);
    return new GateSpec(
        gate.path(), gate.gate(), told, gate.stableMs(), gate.timeoutMs(), gate.pollMs());
  }

  /// The same for a rehearsal, which is told too how one before it has failed.
  static Step told(Step step, Facts facts) {
    if (!(step.work() instanceof Step.Operate operate) || !isRehearsal(step)) {
      return step;
    }
    var counting = operate.parameters().getOrDefault(COUNTING, "");
    var told = told(operate.parameters(), counting, facts);
    var verdict = facts.verdict(step.path());
    if (!verdict.isEmpty()) {
      told.put(FAILED, verdict);
    }
    var work = new Step.Operate(operate.operation(), told);
    return new Step(
        step.path(), step.host(), step.title(), work, step.disruptive(), step.estimateMs());
  }

  private static SortedMap<String, String> told(
      Map<String, String> parameters, String counting, Facts facts) {
    var told = new TreeMap<>(parameters);
    told.put("counts", facts.step(counting).map(Marks.StepMark::says).orElse(""));
    return told;
  }
}
