package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.stream.Stream;

/// Brings one host of a group forward: gates before, steps, gates after; and when it fails, back
/// again.
///
/// Up to its first disruptive step a host is untouched: until then the run can stop there, its
/// gates are judged again after a resume, and it can still change places with another one. From
/// then on it is brought to an end, and disturbed again only while that loses nothing.
final class HostWalk {
  private final Turn turn;
  private final Group group;
  private final GroupWalk order;
  private final Clearance clearance;
  private final WayBack wayBack;
  private final StepWalk steps;
  private final Absences absences;

  HostWalk(Turn turn, Group group, GroupWalk order) {
    this.turn = turn;
    this.group = group;
    this.order = order;
    this.clearance = new Clearance(turn, group, order);
    this.wayBack = new WayBack(turn, group, order);
    this.steps = new StepWalk(turn);
    this.absences = new Absences(turn);
  }

  Progressed advance(HostWork work) {
    var mark = order.mark(work);
    if (mark.putBack()) {
      return Progressed.HALTED;
    }
    return mark.failed().isPresent() ? back(work, mark) : forward(work);
  }

  /// Whether a step is under way, or what it did is watched; not while the host waits until it may
  /// be disturbed.
  boolean isChanging(HostWork work) {
    var steps = Stream.concat(work.steps().stream(), work.undo().stream());
    return !order.mark(work).putBack()
        && (steps.anyMatch(step -> turn.isBusy(Turn.stepSlot(step)))
            || turn.isWatching(order.key("after", work))
            || turn.isWatching(order.key("undone", work)));
  }

  void forget(String host) {
    var tail = " " + group.path() + " " + host;
    turn.forget("next" + tail, "before" + tail, "there" + tail, "again" + tail, "still" + tail);
  }

  private Progressed forward(HostWork work) {
    var touched = order.isTouched(work);
    if (!touched && (turn.isHalting() || order.isTooLate(work))) {
      return isActing(work) ? Progressed.BUSY : Progressed.HALTED;
    }
    if (!touched) {
      var ready = clearance.before(work);
      if (ready == Progressed.DONE) {
        ready = absences.answers(work, order.key("there", work));
      }
      if (ready != Progressed.DONE) {
        return ready;
      }
    }
    for (var step : work.steps()) {
      if (!turn.facts().isDone(step.path())) {
        return forward(work, step, touched);
      }
    }
    return after(work);
  }

  private Progressed forward(HostWork work, Step step, boolean touched) {
    var needsLook = step.disruptive() || !order.isBegun(work);
    if (needsLook && !turn.isBusy(Turn.stepSlot(step))) {
      var ready = touched ? goesOn(work, step) : clearance.lastLook(work);
      if (ready != Progressed.DONE) {
        return ready;
      }
    }
    return switch (steps.advance(step)) {
      case DONE, BUSY -> Progressed.BUSY;
      case FAILED -> failed(work, ProblemId.STEP_FAILED, step.path(), steps.evidence(step), "");
      case LOST -> lost(work, step);
    };
  }

  /// Where no quorum is at stake, a host that this program began goes through its steps at once.
  private Progressed goesOn(HostWork work, Step step) {
    var uninterrupted =
        group.quorum().isEmpty()
            && !turn.facts().isStarted(step.path())
            && work.steps().stream()
                .filter(done -> turn.facts().isStarted(done.path()))
                .allMatch(turn::isOfThisLife);
    return uninterrupted ? Progressed.DONE : clearance.goesOn(work, step);
  }

  /// A host that gives no answer is not put back: what was sent to it may still arrive, even after
  /// its undo. The next life of the run has a higher fence, under which it no longer can.
  private Progressed lost(HostWork work, Step step) {
    var silent = turn.loss(step).filter(StepEnd.Lost::isOfProduct);
    if (silent.isPresent() && order.isTouched(work)) {
      var why = "no answer after " + turn.tries(step) + " tries: " + silent.get().evidence();
      return failed(work, silent.get().problem(), step.path(), why, "");
    }
    var why = "no answer in " + turn.tries(step) + " tries";
    if (silent.isEmpty() && !order.isTouched(work) && absences.leaves(work.host(), why)) {
      return Progressed.BUSY;
    }
    return halt(
        order.key("lost", work), RunProblems.unreachable(step, turn.tries(step), turn.loss(step)));
  }

  private Progressed after(HostWork work) {
    var watch = turn.watch(order.key("after", work), work.after());
    if (watch.failure().isPresent()) {
      var failure = watch.failure().get();
      var id = failure.held() ? ProblemId.SOAK_FAILED : ProblemId.AFTER_GATE;
      return failed(work, id, failure.gate().path(), failure.why(), failure.raw());
    }
    if (!isRecorded("after", work, watch)) {
      return Progressed.BUSY;
    }
    turn.write(slot(work), new Fact.HostDone(group.path(), work.host()));
    return Progressed.BUSY;
  }

  /// Whether the gates of a phase are met, that is written down, and it was a moment ago.
  private boolean isRecorded(String phase, HostWork work, Watch watch) {
    return watch.met()
        && clearance.recorded(phase, phase, work, watch) == Progressed.DONE
        && !turn.isWatchedAnew(order.key(phase, work), watch);
  }

  private Progressed failed(HostWork work, ProblemId id, String at, String why, String raw) {
    if (!turn.isBusy(slot(work))) {
      var file = turn.keepEvidence(at, raw);
      turn.write(slot(work), new Fact.HostFailed(group.path(), work.host(), id, at, why, file));
    }
    return Progressed.BUSY;
  }

  private Progressed back(HostWork work, Marks.HostMark mark) {
    if (mark.forwardOnly().isPresent()) {
      var why = mark.forwardOnly().get().why();
      return halt(slot(work), RunProblems.forwardOnly(mark.failed().orElseThrow(), why));
    }
    return mark.undoing() ? undo(work) : decide(work);
  }

  private Progressed decide(HostWork work) {
    var open = wayBack.isOpen(work, "undo");
    if (open == Progressed.DONE) {
      var leader = wayBack.leader(work, "undo");
      turn.write(slot(work), new Fact.UndoChosen(group.path(), work.host(), leader));
      return Progressed.BUSY;
    }
    return open;
  }

  private Progressed undo(HostWork work) {
    for (var step : work.undo()) {
      if (turn.facts().isDone(step.path())) {
        continue;
      }
      if (step.equals(work.undo().getFirst()) && !turn.isBusy(Turn.stepSlot(step))) {
        var ready = goesBack(work, step);
        if (ready != Progressed.DONE) {
          return ready;
        }
      }
      return switch (steps.advance(step)) {
        case DONE, BUSY -> Progressed.BUSY;
        case FAILED ->
            halt(slot(work), RunProblems.undoFailed(work, step.path(), steps.evidence(step)));
        case LOST ->
            halt(slot(work), RunProblems.unreachable(step, turn.tries(step), turn.loss(step)));
      };
    }
    return undone(work);
  }

  /// Before the step that takes the change back goes out, for the first time or once more: who led
  /// when the undo was chosen may lead no longer.
  private Progressed goesBack(HostWork work, Step step) {
    var ready = clearance.goesOn(work, step);
    if (ready != Progressed.DONE || turn.isFresh(step)) {
      return ready;
    }
    var look = "undo " + step.path() + " " + turn.tries(step);
    var open = wayBack.isOpen(work, look);
    return open == Progressed.DONE ? clearance.goesBack(work, step, look) : open;
  }

  private Progressed undone(HostWork work) {
    var watch = turn.watch(order.key("undone", work), work.undone());
    if (watch.failure().isPresent()) {
      var failure = watch.failure().get();
      var open = wayBack.isOpen(work, "undone");
      return open == Progressed.DONE
          ? halt(slot(work), RunProblems.undoFailed(work, failure.gate().path(), failure.why()))
          : open;
    }
    if (!isRecorded("undone", work, watch)) {
      return Progressed.BUSY;
    }
    turn.write(slot(work), new Fact.HostPutBack(group.path(), work.host()));
    return Progressed.BUSY;
  }

  private Progressed halt(String key, Problem problem) {
    turn.trouble(key, problem);
    return Progressed.HALTED;
  }

  private boolean isActing(HostWork work) {
    return work.steps().stream().anyMatch(step -> turn.isActing(Turn.stepSlot(step)));
  }

  private String slot(HostWork work) {
    return "host " + group.path() + " " + work.host();
  }
}
