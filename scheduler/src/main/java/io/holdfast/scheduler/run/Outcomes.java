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
import java.util.stream.Stream;

/// What came of a run, from its facts and its troubles.
final class Outcomes {
  private final Turn turn;

  Outcomes(Turn turn) {
    this.turn = turn;
  }

  /// The end of a run that must not even write any more.
  Outcome barred(Problem problem) {
    return outcome(problem.id().kind().exitCode(), true, List.of(problem));
  }

  /// Where the run stands. Troubles win over a host put back: with one, something is left for
  /// `resume`.
  Outcome reached() {
    var troubles = turn.troubles();
    if (!troubles.isEmpty()) {
      var kinds = troubles.stream().map(problem -> problem.id().kind()).toList();
      return outcome(ProblemKind.deciding(kinds).exitCode(), true, troubles);
    }
    var putBack = putBack();
    if (!putBack.isEmpty()) {
      return outcome(ProblemKind.PUT_BACK.exitCode(), false, putBack);
    }
    if (!isComplete()) {
      return outcome(ProblemKind.STOPPED.exitCode(), true, List.of(RunProblems.stoppedAsAsked()));
    }
    return outcome(0, false, List.of());
  }

  static String says(Outcome outcome) {
    return outcome.exitCode() == 0 ? "done" : outcome.problems().getFirst().headline();
  }

  private Outcome outcome(int exitCode, boolean resumable, List<Problem> problems) {
    return new Outcome(exitCode, resumable, problems, groups(), timings());
  }

  private boolean isComplete() {
    return turn.plan().stages().stream()
        .allMatch(stage -> turn.facts().stagesDone().contains(stage.path()));
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
      list.add(RunProblems.putBack(group, mark.failed().orElseThrow(), untouched(group)));
    }
  }

  private List<String> untouched(Group group) {
    return group.hosts().stream()
        .filter(work -> end(group, work) == Outcome.End.UNTOUCHED)
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
    Optional<Facts.StepMark> mark =
        turn.facts().step(step.path()).filter(m -> m.progress() == Facts.Progress.DONE);
    return mark.stream()
        .map(m -> new Outcome.StepTiming(step.path(), step.host(), m.changed(), m.tookMs()));
  }
}
