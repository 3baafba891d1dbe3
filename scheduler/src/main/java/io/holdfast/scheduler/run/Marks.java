package io.holdfast.scheduler.run;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.PMap;
import org.pcollections.PSet;

/// How far the parts of a plan are. Immutable; a change shares all that stays with what was before.
///
/// Steps are keyed by their path; hosts by the path of their group, then by name. `open` are the
/// hosts of each group that were begun and are not done.
public record Marks(
    PMap<String, StepMark> steps,
    PMap<String, GroupMark> groups,
    PMap<String, PMap<String, HostMark>> hosts,
    PMap<String, PSet<String>> open,
    PSet<String> stagesDone) {

  static final Marks NONE =
      new Marks(
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePSet.empty());

  /// How far a step is. `TO_DO` with an attempt above 1 is one that failed before a resume.
  public enum Progress {
    TO_DO,
    STARTED,
    DONE,
    FAILED
  }

  /// `says` is what the host said of a step that is done; of any other, why it failed last.
  /// `verdict` is how what it tries was found wanting, in this run or an earlier one: it stands
  /// until the step is done; empty where there is none.
  public record StepMark(
      Progress progress,
      String host,
      int attempt,
      boolean changed,
      String says,
      String verdict,
      long tookMs) {
    /// Of a step that nobody has begun yet.
    static StepMark judged(String verdict) {
      return new StepMark(Progress.TO_DO, "", 1, false, "", verdict, 0);
    }

    StepMark dueAgain() {
      return progress == Progress.TO_DO
          ? this
          : new StepMark(Progress.TO_DO, host, attempt + 1, false, "", verdict, 0);
    }

    /// Whether it is the verdict that it failed with, and not something on the way to one.
    boolean failedByVerdict() {
      return progress == Progress.FAILED && !verdict.isEmpty() && says.equals(verdict);
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

    static final HostMark DONE =
        new HostMark(true, Optional.empty(), false, Optional.empty(), true, false);

    static HostMark failed(Fact.HostFailed fact) {
      return new HostMark(true, Optional.of(fact), false, Optional.empty(), false, false);
    }

    public HostState state() {
      return HostState.of(this);
    }

    HostMark started(boolean isStarted) {
      return new HostMark(isStarted, failed, undoing, forwardOnly, done, putBack);
    }

    HostMark undoBegun() {
      return new HostMark(true, failed, true, Optional.empty(), false, false);
    }

    HostMark wasPutBack() {
      return new HostMark(true, failed, true, Optional.empty(), false, true);
    }

    HostMark goesOnlyForward(Fact.ForwardOnly fact) {
      return new HostMark(true, failed, false, Optional.of(fact), false, false);
    }

    HostMark forwardAgain() {
      return forwardOnly.isEmpty()
          ? this
          : new HostMark(started, Optional.empty(), false, Optional.empty(), done, putBack);
    }
  }

  Optional<StepMark> step(String path) {
    return Optional.ofNullable(steps.get(path));
  }

  int attempt(String stepPath) {
    return step(stepPath).map(StepMark::attempt).orElse(1);
  }

  String verdict(String stepPath) {
    return step(stepPath).map(StepMark::verdict).orElse("");
  }

  HostMark host(String groupPath, String host) {
    return hosts.getOrDefault(groupPath, HashTreePMap.empty()).getOrDefault(host, HostMark.NONE);
  }

  /// The hosts of a group that were begun and are not done, in no order.
  PSet<String> openIn(String groupPath) {
    return open.getOrDefault(groupPath, HashTreePSet.empty());
  }

  GroupMark group(String path) {
    return groups.getOrDefault(path, GroupMark.NONE);
  }

  Marks withStep(String path, StepMark mark) {
    return new Marks(steps.plus(path, mark), groups, hosts, open, stagesDone);
  }

  /// With what earlier runs have found of steps that are still to do.
  Marks judged(Map<String, String> verdicts) {
    var judged = new HashMap<String, StepMark>();
    verdicts.forEach((path, verdict) -> judged.put(path, StepMark.judged(verdict)));
    return new Marks(steps.plusAll(judged), groups, hosts, open, stagesDone);
  }

  Marks withGroup(String path, GroupMark mark) {
    return new Marks(steps, groups.plus(path, mark), hosts, open, stagesDone);
  }

  Marks withHost(String group, String host, UnaryOperator<HostMark> change) {
    var mark = change.apply(host(group, host));
    var marks = hosts.getOrDefault(group, HashTreePMap.empty()).plus(host, mark);
    var isOpen = mark.started() && !mark.done();
    var opened = isOpen ? openIn(group).plus(host) : openIn(group).minus(host);
    return new Marks(steps, groups, hosts.plus(group, marks), open.plus(group, opened), stagesDone);
  }

  Marks withStage(String path) {
    return new Marks(steps, groups, hosts, open, stagesDone.plus(path));
  }

  /// As a resume begins: failed steps are due under a new attempt, and so are the `repeated` ones;
  /// a failure that has no way back is taken back, with the steps that a begun undo may have taken
  /// back.
  Marks resumed(Set<String> repeated) {
    var due = new HashSet<>(repeated);
    var forward = new HashMap<String, PMap<String, HostMark>>();
    hosts.forEach(
        (group, marks) -> {
          var tried = new HashMap<String, HostMark>();
          marks.forEach(
              (host, mark) -> {
                mark.forwardOnly().flatMap(Fact.ForwardOnly::again).ifPresent(due::addAll);
                tried.put(host, mark.forwardAgain());
              });
          forward.put(group, HashTreePMap.from(tried));
        });
    var again = new HashMap<>(steps);
    again.replaceAll(
        (path, mark) ->
            mark.progress() == Progress.FAILED || due.contains(path) ? mark.dueAgain() : mark);
    return new Marks(
        HashTreePMap.from(again), groups, HashTreePMap.from(forward), open, withoutStagesOf(due));
  }

  /// A stage with a step to be done once more is not done. Only stages outside of groups have such:
  /// a group with a host to go forward again was not done either.
  private PSet<String> withoutStagesOf(Set<String> due) {
    var left = new HashSet<>(stagesDone);
    left.removeIf(stage -> due.stream().anyMatch(step -> step.startsWith(stage + "/")));
    return HashTreePSet.from(left);
  }
}
