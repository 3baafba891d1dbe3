package io.holdfast.scheduler.run;

import io.holdfast.scheduler.journal.JournalRecord;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// What a run's journal says, folded: the only memory that outlives a crash. Immutable.
///
/// Hosts are keyed by group path and name. A resume makes failed steps due again under a new
/// attempt, and takes back a failure that has no way back, so that it is tried forward again, with
/// the steps that a begun undo may have taken back.
public record Facts(
    Optional<Fact.RunStarted> started,
    long fence,
    int resumes,
    Map<String, StepMark> steps,
    Map<String, GroupMark> groups,
    Map<String, HostMark> hosts,
    Set<String> stagesDone,
    Optional<Fact.RunEnded> ended) {

  static final Facts NONE =
      new Facts(Optional.empty(), 0, 0, Map.of(), Map.of(), Map.of(), Set.of(), Optional.empty());

  /// How far a step is. `TO_DO` with an attempt above 1 is one that failed before a resume.
  public enum Progress {
    TO_DO,
    STARTED,
    DONE,
    FAILED
  }

  public record StepMark(
      Progress progress, String host, int attempt, boolean changed, String says, long tookMs) {
    StepMark dueAgain() {
      return progress == Progress.TO_DO
          ? this
          : new StepMark(Progress.TO_DO, host, attempt + 1, false, "", 0);
    }
  }

  /// `order` is empty until it was decided; `leaderBefore` is the leader seen before the group's
  /// first change.
  public record GroupMark(
      Optional<String> leaderBefore, List<String> order, Optional<Outcome.LeaderMove> moved) {
    static final GroupMark NONE = new GroupMark(Optional.empty(), List.of(), Optional.empty());
  }

  public record HostMark(
      boolean started,
      Optional<Fact.HostFailed> failed,
      boolean undoing,
      Optional<Fact.ForwardOnly> forwardOnly,
      boolean done,
      boolean putBack) {
    static final HostMark NONE =
        new HostMark(false, Optional.empty(), false, Optional.empty(), false, false);

    HostMark forwardAgain() {
      return forwardOnly.isEmpty()
          ? this
          : new HostMark(started, Optional.empty(), false, Optional.empty(), done, putBack);
    }
  }

  public static Facts of(List<JournalRecord> records) {
    var facts = NONE;
    for (var found : records) {
      facts = facts.with(Fact.of(found), found.wallMs());
    }
    return facts;
  }

  public Optional<StepMark> step(String path) {
    return Optional.ofNullable(steps.get(path));
  }

  public boolean isDone(String stepPath) {
    var mark = steps.get(stepPath);
    return mark != null && mark.progress() == Progress.DONE;
  }

  /// Whether a step was ever sent out: from then on it may have happened.
  public boolean isStarted(String stepPath) {
    var mark = steps.get(stepPath);
    return mark != null && (mark.progress() != Progress.TO_DO || mark.attempt() > 1);
  }

  public HostMark host(String groupPath, String host) {
    return hosts.getOrDefault(key(groupPath, host), HostMark.NONE);
  }

  public GroupMark group(String path) {
    return groups.getOrDefault(path, GroupMark.NONE);
  }

  /// `wallMs` is the date of the record that holds the fact.
  public Facts with(Fact fact, long wallMs) {
    return switch (fact) {
      case Fact.RunStarted f ->
          new Facts(
              Optional.of(f), f.fence(), 0, steps, groups, hosts, stagesDone, Optional.empty());
      case Fact.RunResumed f -> resumed(f);
      case Fact.OrderSet f -> ordered(f);
      case Fact.LeaderMoved f -> moved(f, wallMs);
      case Fact.HostStarted f -> withHost(f.path(), f.host(), m -> started(m, true));
      case Fact.GatesMet _ -> this;
      case Fact.StepStarted f ->
          withStep(f.path(), new StepMark(Progress.STARTED, f.host(), f.attempt(), false, "", 0));
      case Fact.StepDone f ->
          withStep(
              f.path(),
              new StepMark(
                  Progress.DONE, f.host(), attempt(f.path()), f.changed(), f.says(), f.tookMs()));
      case Fact.StepFailed f ->
          withStep(
              f.path(),
              new StepMark(
                  Progress.FAILED, f.host(), attempt(f.path()), false, f.evidence(), f.tookMs()));
      case Fact.HostFailed f ->
          withHost(
              f.path(),
              f.host(),
              m -> new HostMark(true, Optional.of(f), false, Optional.empty(), false, false));
      case Fact.UndoChosen f ->
          withHost(
              f.path(),
              f.host(),
              m -> new HostMark(true, m.failed(), true, Optional.empty(), false, false));
      case Fact.ForwardOnly f ->
          withHost(
              f.path(),
              f.host(),
              m -> new HostMark(true, m.failed(), false, Optional.of(f), false, false));
      case Fact.HostDone f ->
          withHost(
              f.path(),
              f.host(),
              m -> new HostMark(true, Optional.empty(), false, Optional.empty(), true, false));
      case Fact.HostPutBack f ->
          withHost(
              f.path(),
              f.host(),
              m -> new HostMark(true, m.failed(), true, Optional.empty(), false, true));
      case Fact.StageDone f -> withStage(f.path());
      case Fact.RunEnded f ->
          new Facts(started, fence, resumes, steps, groups, hosts, stagesDone, Optional.of(f));
    };
  }

  private static HostMark started(HostMark mark, boolean started) {
    return new HostMark(
        started, mark.failed(), mark.undoing(), mark.forwardOnly(), mark.done(), mark.putBack());
  }

  private int attempt(String path) {
    return step(path).map(StepMark::attempt).orElse(1);
  }

  private Facts resumed(Fact.RunResumed fact) {
    var repeated = new HashSet<String>();
    fact.again().ifPresent(repeated::addAll);
    hosts.values().stream()
        .flatMap(mark -> mark.forwardOnly().flatMap(Fact.ForwardOnly::again).stream())
        .forEach(repeated::addAll);
    var again = new HashMap<>(steps);
    again.replaceAll(
        (path, mark) ->
            mark.progress() == Progress.FAILED || repeated.contains(path) ? mark.dueAgain() : mark);
    var forward = new HashMap<>(hosts);
    forward.replaceAll((_, mark) -> mark.forwardAgain());
    return new Facts(
        started,
        fact.fence(),
        resumes + 1,
        Collections.unmodifiableMap(again),
        groups,
        Collections.unmodifiableMap(forward),
        withoutStagesOf(repeated),
        Optional.empty());
  }

  /// A stage with a step to be done once more is not done. Only stages outside of groups have such:
  /// a group with a host to go forward again was not done either.
  private Set<String> withoutStagesOf(Set<String> repeated) {
    var left = new HashSet<>(stagesDone);
    left.removeIf(stage -> repeated.stream().anyMatch(step -> step.startsWith(stage + "/")));
    return Collections.unmodifiableSet(left);
  }

  private Facts ordered(Fact.OrderSet fact) {
    var mark = group(fact.path());
    var leader = mark.leaderBefore().or(() -> Optional.of(fact.leader()).filter(l -> !l.isEmpty()));
    var next = withGroup(fact.path(), new GroupMark(leader, fact.order(), mark.moved()));
    return fact.waits().isEmpty()
        ? next
        : next.withHost(fact.path(), fact.waits(), m -> started(m, false));
  }

  private Facts moved(Fact.LeaderMoved fact, long wallMs) {
    var mark = group(fact.path());
    return withGroup(
        fact.path(),
        new GroupMark(
            mark.leaderBefore(),
            mark.order(),
            Optional.of(new Outcome.LeaderMove(fact.to(), wallMs))));
  }

  private Facts withStep(String path, StepMark mark) {
    var next = new HashMap<>(steps);
    next.put(path, mark);
    return new Facts(
        started,
        fence,
        resumes,
        Collections.unmodifiableMap(next),
        groups,
        hosts,
        stagesDone,
        ended);
  }

  private Facts withGroup(String path, GroupMark mark) {
    var next = new HashMap<>(groups);
    next.put(path, mark);
    return new Facts(
        started,
        fence,
        resumes,
        steps,
        Collections.unmodifiableMap(next),
        hosts,
        stagesDone,
        ended);
  }

  private Facts withHost(String group, String host, UnaryOperator<HostMark> change) {
    var next = new HashMap<>(hosts);
    next.put(key(group, host), change.apply(host(group, host)));
    return new Facts(
        started,
        fence,
        resumes,
        steps,
        groups,
        Collections.unmodifiableMap(next),
        stagesDone,
        ended);
  }

  private Facts withStage(String path) {
    var next = new HashSet<>(stagesDone);
    next.add(path);
    return new Facts(
        started, fence, resumes, steps, groups, hosts, Collections.unmodifiableSet(next), ended);
  }

  private static String key(String group, String host) {
    return group + " " + host;
  }
}
