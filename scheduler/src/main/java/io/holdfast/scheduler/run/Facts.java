package io.holdfast.scheduler.run;

import io.holdfast.scheduler.journal.JournalRecord;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/// What a run's journal says, folded: the only memory that outlives a crash. Immutable.
///
/// Hosts are keyed by group path, then by name; `open` are those of each group that were begun and
/// are not done. A resume makes failed steps due again under a new attempt, and takes back a
/// failure that has no way back, so that it is tried forward again, with the steps that a begun
/// undo may have taken back.
public record Facts(
    Optional<Fact.RunStarted> started,
    long fence,
    int resumes,
    PMap<String, StepMark> steps,
    PMap<String, GroupMark> groups,
    PMap<String, PMap<String, HostMark>> hosts,
    PMap<String, PSet<String>> open,
    PSet<String> stagesDone,
    Absent absent,
    PSet<Fact.GateOverridden> overridden,
    Optional<Fact.RunEnded> ended) {

  static final Facts NONE =
      new Facts(
          Optional.empty(),
          0,
          0,
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePSet.empty(),
          Absent.NONE,
          HashTreePSet.empty(),
          Optional.empty());

  /// Workers that are left behind in this life of the run, each with why, and all that ever were.
  record Absent(SortedMap<String, String> now, SortedSet<String> ever) {
    static final Absent NONE = new Absent(new TreeMap<>(), new TreeSet<>());

    Absent {
      now = Collections.unmodifiableSortedMap(new TreeMap<>(now));
      ever = Collections.unmodifiableSortedSet(new TreeSet<>(ever));
    }

    Absent with(Fact.WorkerSkipped fact) {
      var more = new TreeMap<>(now);
      more.put(fact.host(), fact.why());
      var all = new TreeSet<>(ever);
      all.add(fact.host());
      return new Absent(more, all);
    }

    /// Whoever begins anew asks them all again.
    Absent askedAgain() {
      return now.isEmpty() ? this : new Absent(new TreeMap<>(), ever);
    }
  }

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

    public HostState state() {
      return HostState.of(this);
    }

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

  /// The workers that this life of the run has left behind, each with what was seen.
  public SortedMap<String, String> left() {
    return absent.now();
  }

  /// All that any life of the run has left behind, also those that it came back to.
  public SortedSet<String> everLeft() {
    return absent.ever();
  }

  public HostMark host(String groupPath, String host) {
    return hosts.getOrDefault(groupPath, HashTreePMap.empty()).getOrDefault(host, HostMark.NONE);
  }

  /// The hosts of a group that were begun and are not done, in no order.
  PSet<String> openIn(String groupPath) {
    return open.getOrDefault(groupPath, HashTreePSet.empty());
  }

  public GroupMark group(String path) {
    return groups.getOrDefault(path, GroupMark.NONE);
  }

  /// `wallMs` is the date of the record that holds the fact.
  public Facts with(Fact fact, long wallMs) {
    return switch (fact) {
      case Fact.RunStarted f ->
          new Facts(
              Optional.of(f),
              f.fence(),
              0,
              steps,
              groups,
              hosts,
              open,
              stagesDone,
              absent,
              overridden,
              Optional.empty());
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
      case Fact.WorkerSkipped f ->
          new Facts(
              started,
              fence,
              resumes,
              steps,
              groups,
              hosts,
              open,
              stagesDone,
              absent.with(f),
              overridden,
              ended);
      case Fact.GateOverridden f -> withOverride(f);
      case Fact.RunEnded f ->
          new Facts(
              started,
              fence,
              resumes,
              steps,
              groups,
              hosts,
              open,
              stagesDone,
              absent,
              overridden,
              Optional.of(f));
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
    var forward = new HashMap<String, PMap<String, HostMark>>();
    hosts.forEach(
        (group, marks) -> {
          var tried = new HashMap<String, HostMark>();
          marks.forEach(
              (host, mark) -> {
                mark.forwardOnly().flatMap(Fact.ForwardOnly::again).ifPresent(repeated::addAll);
                tried.put(host, mark.forwardAgain());
              });
          forward.put(group, HashTreePMap.from(tried));
        });
    var again = new HashMap<>(steps);
    again.replaceAll(
        (path, mark) ->
            mark.progress() == Progress.FAILED || repeated.contains(path) ? mark.dueAgain() : mark);
    return new Facts(
        started,
        fact.fence(),
        resumes + 1,
        HashTreePMap.from(again),
        groups,
        HashTreePMap.from(forward),
        open,
        withoutStagesOf(repeated),
        absent.askedAgain(),
        HashTreePSet.empty(),
        Optional.empty());
  }

  /// A stage with a step to be done once more is not done. Only stages outside of groups have such:
  /// a group with a host to go forward again was not done either.
  private PSet<String> withoutStagesOf(Set<String> repeated) {
    var left = new HashSet<>(stagesDone);
    left.removeIf(stage -> repeated.stream().anyMatch(step -> step.startsWith(stage + "/")));
    return HashTreePSet.from(left);
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
    return new Facts(
        started,
        fence,
        resumes,
        steps.plus(path, mark),
        groups,
        hosts,
        open,
        stagesDone,
        absent,
        overridden,
        ended);
  }

  private Facts withOverride(Fact.GateOverridden fact) {
    return new Facts(
        started,
        fence,
        resumes,
        steps,
        groups,
        hosts,
        open,
        stagesDone,
        absent,
        overridden.plus(fact),
        ended);
  }

  private Facts withGroup(String path, GroupMark mark) {
    return new Facts(
        started,
        fence,
        resumes,
        steps,
        groups.plus(path, mark),
        hosts,
        open,
        stagesDone,
        absent,
        overridden,
        ended);
  }

  private Facts withHost(String group, String host, UnaryOperator<HostMark> change) {
    var mark = change.apply(host(group, host));
    var marks = hosts.getOrDefault(group, HashTreePMap.empty()).plus(host, mark);
    var isOpen = mark.started() && !mark.done();
    var opened = isOpen ? openIn(group).plus(host) : openIn(group).minus(host);
    return new Facts(
        started,
        fence,
        resumes,
        steps,
        groups,
        hosts.plus(group, marks),
        open.plus(group, opened),
        stagesDone,
        absent,
        overridden,
        ended);
  }

  private Facts withStage(String path) {
    return new Facts(
        started,
        fence,
        resumes,
        steps,
        groups,
        hosts,
        open,
        stagesDone.plus(path),
        absent,
        overridden,
        ended);
  }
}
