package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What came of a run, from its facts and its troubles.
final class Outcomes {
  private final Turn turn;
  private final Absences absences;

  Outcomes(Turn turn) {
    this.turn = turn;
    this.absences = new Absences(turn);
  }

  /// The end of a run that must not even write any more.
  Outcome barred(Problem problem) {
    return outcome(problem.id().kind().exitCode(), true, List.of(problem));
  }

  /// Where the run stands. Troubles win over a host put back: with one, something is left for
  /// `resume`. A run that has left somebody behind did what it could and is not done.
  Outcome reached() {
    var troubles = turn.troubles();
    if (!troubles.isEmpty()) {
      var kinds = troubles.stream().map(problem -> problem.id().kind()).toList();
      return outcome(ProblemKind.deciding(kinds).exitCode(), true, and(troubles, true));
    }
    var putBack = putBack();
    if (!putBack.isEmpty()) {
      return leftInTheMiddle()
          ? outcome(ProblemKind.STOPPED.exitCode(), true, and(putBack, true))
          : outcome(ProblemKind.PUT_BACK.exitCode(), false, and(putBack, false));
    }
    if (!isComplete()) {
      return outcome(
          ProblemKind.STOPPED.exitCode(), true, and(List.of(RunProblems.stoppedAsAsked()), true));
    }
    var resumable = left().keySet().stream().anyMatch(this::hasStepsLeft);
    return left().isEmpty()
        ? outcome(0, false, List.of())
        : outcome(ProblemKind.STOPPED.exitCode(), resumable, and(List.of(), resumable))
            .behind(List.copyOf(left().keySet()));
  }

  private List<Problem> and(List<Problem> problems, boolean resumable) {
    var left = left();
    return left.isEmpty()
        ? problems
        : Stream.concat(problems.stream(), Stream.of(RunProblems.leftBehind(left, resumable)))
            .toList();
  }

  /// The workers that miss something: those that gave no answer in the run, and those that gave
  /// none when its plan was made, for which it holds nothing.
  private SortedMap<String, String> left() {
    var left = new TreeMap<String, String>();
    turn.plan()
        .absent()
        .ifPresent(
            hosts -> hosts.forEach(host -> left.put(host, "no answer when the plan was made")));
    turn.facts()
        .left()
        .forEach(
            (host, why) -> {
              if (hasStepsLeft(host)) {
                left.put(host, why);
              }
            });
    return left;
  }

  /// Somebody has to bring it to an end, whatever became of the others.
  private boolean leftInTheMiddle() {
    return plannedGroups()
        .anyMatch(
            group ->
                group.hosts().stream()
                    .filter(work -> turn.isLeft(work.host()))
                    .anyMatch(work -> end(group, work) == Outcome.End.STOPPED));
  }

  private boolean hasStepsLeft(String host) {
    return turn.plan().stages().stream().anyMatch(stage -> absences.hasLeft(stage, host));
  }

  static String says(Outcome outcome) {
    return outcome.exitCode() == 0 ? "done" : outcome.problems().getFirst().headline();
  }

  private Outcome outcome(int exitCode, boolean resumable, List<Problem> problems) {
    return new Outcome(exitCode, resumable, problems, groups(), timings());
  }

  private boolean isComplete() {
    return turn.plan().stages().stream()
        .allMatch(stage -> turn.facts().isStageDone(stage.path()) && absences.isWhole(stage));
  }

  private Stream<Group> plannedGroups() {
    return turn.plan().stages().stream()
        .flatMap(stage -> stage instanceof Stage.Group group ? Stream.of(group) : Stream.empty());
  }

  private List<Problem> putBack() {
    var list = new ArrayList<Problem>();
    plannedGroups().forEach(group -> group.hosts().forEach(work -> addPutBack(list, group, work)));
    return list;
  }

  private void addPutBack(List<Problem> list, Group group, HostWork work) {
    var mark = turn.facts().host(group.path(), work.host());
    if (mark.putBack()) {
      list.add(
          RunProblems.putBack(
              turn.plan(), group, mark.failed().orElseThrow(), end -> hosts(group, end)));
    }
  }

  private List<String> hosts(Group group, Outcome.End end) {
    return group.hosts().stream()
        .filter(work -> end(group, work) == end)
        .map(HostWork::host)
        .toList();
  }

  private List<Outcome.GroupOutcome> groups() {
    return plannedGroups().map(this::group).toList();
  }

  private Outcome.GroupOutcome group(Group group) {
    var mark = turn.facts().group(group.path());
    var order =
        mark.order().isEmpty() ? group.hosts().stream().map(HostWork::host).toList() : mark.order();
    var places = new HashMap<String, Integer>();
    order.forEach(host -> places.put(host, places.size()));
    var hosts =
        group.hosts().stream()
            .sorted(Comparator.comparingInt(work -> places.getOrDefault(work.host(), -1)))
            .map(work -> new Outcome.HostOutcome(work.host(), end(group, work)))
            .toList();
    return new Outcome.GroupOutcome(
        group.path(),
        group.component(),
        mark.leaderBefore(),
        order,
        mark.moved(),
        end(hosts),
        hosts);
  }

  private static Outcome.End end(List<Outcome.HostOutcome> hosts) {
    var ends = hosts.stream().map(Outcome.HostOutcome::outcome).distinct().toList();
    if (ends.size() == 1) {
      return ends.getFirst();
    }
    return ends.contains(Outcome.End.PUT_BACK) && !ends.contains(Outcome.End.STOPPED)
        ? Outcome.End.PUT_BACK
        : Outcome.End.STOPPED;
  }

  private Outcome.End end(Group group, HostWork work) {
    var mark = turn.facts().host(group.path(), work.host());
    if (mark.done()) {
      return Outcome.End.FINAL;
    }
    if (mark.putBack()) {
      return Outcome.End.PUT_BACK;
    }
    var begun = work.steps().stream().anyMatch(step -> turn.facts().isStarted(step.path()));
    return begun || mark.failed().isPresent() ? Outcome.End.STOPPED : Outcome.End.UNTOUCHED;
  }

  private List<Outcome.StepTiming> timings() {
    return allSteps().flatMap(this::timing).toList();
  }

  private Stream<Step> allSteps() {
    var undo =
        plannedGroups().flatMap(group -> group.hosts().stream()).flatMap(w -> w.undo().stream());
    return Stream.concat(StepCount.steps(turn.plan()).stream(), undo);
  }

  private Stream<Outcome.StepTiming> timing(Step step) {
    Optional<Marks.StepMark> mark =
        turn.facts().step(step.path()).filter(m -> m.progress() == Marks.Progress.DONE);
    return mark.stream()
        .map(m -> new Outcome.StepTiming(step.path(), step.host(), m.changed(), m.tookMs()));
  }
}
