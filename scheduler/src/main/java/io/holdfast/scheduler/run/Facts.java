package io.holdfast.scheduler.run;

import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.run.Marks.GroupMark;
import io.holdfast.scheduler.run.Marks.HostMark;
import io.holdfast.scheduler.run.Marks.Progress;
import io.holdfast.scheduler.run.Marks.StepMark;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;

/// What a run's journal says, folded: the only memory that outlives a crash. Immutable.
///
/// A resume makes failed steps due again, asks workers again that were left behind, and forgets
/// which gates people have taken upon themselves.
public record Facts(
    Optional<Fact.RunStarted> started,
    long fence,
    int resumes,
    Marks marks,
    Absent absent,
    PSet<Fact.GateOverridden> overridden,
    Optional<Fact.RunEnded> ended) {

  static final Facts NONE =
      new Facts(
          Optional.empty(), 0, 0, Marks.NONE, Absent.NONE, HashTreePSet.empty(), Optional.empty());

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

  public static Facts of(List<JournalRecord> records) {
    var facts = NONE;
    for (var found : records) {
      facts = facts.with(Fact.of(found), found.wallMs());
    }
    return facts;
  }

  public Optional<StepMark> step(String path) {
    return marks.step(path);
  }

  /// How what a step tries was found wanting; empty where it was not, or the step was done since.
  String verdict(String stepPath) {
    return marks.verdict(stepPath);
  }

  public boolean isDone(String stepPath) {
    return step(stepPath).filter(mark -> mark.progress() == Progress.DONE).isPresent();
  }

  /// Whether a step was ever sent out: from then on it may have happened.
  public boolean isStarted(String stepPath) {
    return step(stepPath)
        .filter(mark -> mark.progress() != Progress.TO_DO || mark.attempt() > 1)
        .isPresent();
  }

  public boolean isStageDone(String path) {
    return marks.stagesDone().contains(path);
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
    return marks.host(groupPath, host);
  }

  /// The hosts of a group that were begun and are not done, in no order.
  PSet<String> openIn(String groupPath) {
    return marks.openIn(groupPath);
  }

  public GroupMark group(String path) {
    return marks.group(path);
  }

  /// `wallMs` is the date of the record that holds the fact.
  public Facts with(Fact fact, long wallMs) {
    return switch (fact) {
      case Fact.RunStarted f -> started(f);
      case Fact.RunResumed f -> resumed(f);
      case Fact.RunEnded f ->
          new Facts(started, fence, resumes, marks, absent, overridden, Optional.of(f));
      case Fact.WorkerSkipped f ->
          new Facts(started, fence, resumes, marks, absent.with(f), overridden, ended);
      case Fact.GateOverridden f ->
          new Facts(started, fence, resumes, marks, absent, overridden.plus(f), ended);
      case Fact.GatesMet _ -> this;
      case Fact.StageDone f -> with(marks.withStage(f.path()));
      case Fact.OrderSet f -> with(ordered(f));
      case Fact.LeaderMoved f -> with(moved(f, wallMs));
      case Fact.StepStarted f -> with(begun(f));
      case Fact.StepDone f -> with(done(f));
      case Fact.StepFailed f -> with(failed(f));
      case Fact.HostStarted f -> withHost(f.path(), f.host(), mark -> mark.started(true));
      case Fact.HostFailed f -> withHost(f.path(), f.host(), _ -> HostMark.failed(f));
      case Fact.UndoChosen f -> withHost(f.path(), f.host(), HostMark::undoBegun);
      case Fact.ForwardOnly f -> withHost(f.path(), f.host(), mark -> mark.goesOnlyForward(f));
      case Fact.HostDone f -> withHost(f.path(), f.host(), _ -> HostMark.DONE);
      case Fact.HostPutBack f -> withHost(f.path(), f.host(), HostMark::wasPutBack);
    };
  }

  private Facts with(Marks next) {
    return new Facts(started, fence, resumes, next, absent, overridden, ended);
  }

  private Facts started(Fact.RunStarted fact) {
    var judged = fact.failed().map(marks::judged).orElse(marks);
    return new Facts(
        Optional.of(fact), fact.fence(), 0, judged, absent, overridden, Optional.empty());
  }

  private Marks begun(Fact.StepStarted f) {
    var mark =
        new StepMark(
            Progress.STARTED, f.host(), f.attempt(), false, "", marks.verdict(f.path()), 0);
    return marks.withStep(f.path(), mark);
  }

  private Marks done(Fact.StepDone f) {
    var attempt = marks.attempt(f.path());
    var mark =
        new StepMark(Progress.DONE, f.host(), attempt, f.changed(), f.says(), "", f.tookMs());
    return marks.withStep(f.path(), mark);
  }

  private Marks failed(Fact.StepFailed f) {
    var attempt = marks.attempt(f.path());
    var verdict = f.isVerdict() ? f.evidence() : marks.verdict(f.path());
    var mark =
        new StepMark(Progress.FAILED, f.host(), attempt, false, f.evidence(), verdict, f.tookMs());
    return marks.withStep(f.path(), mark);
  }

  private Facts withHost(String group, String host, UnaryOperator<HostMark> change) {
    return with(marks.withHost(group, host, change));
  }

  private Facts resumed(Fact.RunResumed fact) {
    var repeated = new HashSet<String>();
    fact.again().ifPresent(repeated::addAll);
    return new Facts(
        started,
        fact.fence(),
        resumes + 1,
        marks.resumed(repeated),
        absent.askedAgain(),
        HashTreePSet.empty(),
        Optional.empty());
  }

  private Marks ordered(Fact.OrderSet fact) {
    var mark = group(fact.path());
    var leader = mark.leaderBefore().or(() -> Optional.of(fact.leader()).filter(l -> !l.isEmpty()));
    var next = marks.withGroup(fact.path(), new GroupMark(leader, fact.order(), mark.moved()));
    return fact.waits().isEmpty()
        ? next
        : next.withHost(fact.path(), fact.waits(), waiting -> waiting.started(false));
  }

  private Marks moved(Fact.LeaderMoved fact, long wallMs) {
    var mark = group(fact.path());
    var move = Optional.of(new Outcome.LeaderMove(fact.to(), wallMs));
    return marks.withGroup(fact.path(), new GroupMark(mark.leaderBefore(), mark.order(), move));
  }
}
