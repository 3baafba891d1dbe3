package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Stage.QuorumRule;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;

/// Brings one host of a group forward: gates before, steps, gates after; and when it fails, back
/// again.
///
/// Up to its first disruptive step a host is untouched: until then the run can stop there, its
/// gates are judged again after a resume, and it can still change places with another one.
final class HostWalk {
  private final Turn turn;
  private final Group group;
  private final GroupWalk order;
  private final StepWalk steps;

  HostWalk(Turn turn, Group group, GroupWalk order) {
    this.turn = turn;
    this.group = group;
    this.order = order;
    this.steps = new StepWalk(turn);
  }

  Progressed advance(HostWork work) {
    var mark = order.mark(work);
    if (mark.putBack()) {
      return Progressed.HALTED;
    }
    return mark.failed().isPresent() ? back(work, mark) : forward(work);
  }

  void forget(String host) {
    var tail = " " + group.path() + " " + host;
    turn.forget("next" + tail, "before" + tail, "again" + tail, "still" + tail);
  }

  private Progressed forward(HostWork work) {
    var touched = order.isTouched(work);
    if (!touched && turn.isHalting()) {
      return isActing(work) ? Progressed.BUSY : Progressed.HALTED;
    }
    if (!touched) {
      var ready = before("before", work);
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
    var slot = Turn.stepSlot(step);
    if (!touched && step.disruptive() && group.quorum().isPresent() && !turn.isBusy(slot)) {
      var ready = lastLook(work, group.quorum().get());
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

  /// Right before the host is disturbed: its gates once more when time has passed, and who leads
  /// now.
  private Progressed lastLook(HostWork work, QuorumRule quorum) {
    if (work.steps().stream().anyMatch(step -> turn.facts().isDone(step.path()))) {
      var ready = before("again", work);
      if (ready != Progressed.DONE) {
        return ready;
      }
    }
    return order.leadsNot(work, "still", quorum);
  }

  private Progressed before(String phase, HostWork work) {
    var gates =
        phase.equals("again") ? work.before().stream().map(HostWalk::once).toList() : work.before();
    var watch = turn.watch(order.key(phase, work), gates);
    if (watch.failure().isPresent()) {
      var failure = watch.failure().get();
      turn.trouble(failure.gate().path(), RunProblems.beforeGate(work.host(), failure));
      return Progressed.HALTED;
    }
    return watch.met() ? record(phase, work, watch) : Progressed.BUSY;
  }

  private static io.holdfast.scheduler.plan.GateSpec once(
      io.holdfast.scheduler.plan.GateSpec gate) {
    return new io.holdfast.scheduler.plan.GateSpec(
        gate.path(), gate.gate(), gate.parameters(), 0, gate.timeoutMs(), gate.pollMs());
  }

  private Progressed record(String phase, HostWork work, Watch watch) {
    var key = order.key(phase, work);
    if (!watch.recorded() && !watch.gates().isEmpty()) {
      turn.recorded(key);
      turn.write("met " + key, new Fact.GatesMet(group.path(), work.host(), phase, watch.whys()));
    }
    return turn.isBusy("met " + key) ? Progressed.BUSY : Progressed.DONE;
  }

  private Progressed lost(HostWork work, Step step) {
    if (order.isTouched(work)) {
      var why = "no answer after " + turn.tries(step) + " tries";
      return failed(work, ProblemId.HOST_UNREACHABLE, step.path(), why, "");
    }
    return halt(order.key("lost", work), RunProblems.unreachable(step, turn.tries(step)));
  }

  private Progressed after(HostWork work) {
    var watch = turn.watch(order.key("after", work), work.after());
    if (watch.failure().isPresent()) {
      var failure = watch.failure().get();
      var id = failure.held() ? ProblemId.SOAK_FAILED : ProblemId.AFTER_GATE;
      return failed(work, id, failure.gate().path(), failure.why(), failure.raw());
    }
    if (!watch.met() || record("after", work, watch) == Progressed.BUSY) {
      return Progressed.BUSY;
    }
    turn.write(slot(work), new Fact.HostDone(group.path(), work.host()));
    return Progressed.BUSY;
  }

  private Progressed failed(HostWork work, ProblemId id, String at, String why, String raw) {
    if (!turn.isBusy(slot(work))) {
      var file = raw.isEmpty() ? "" : Evidence.file(at, turn.facts().resumes());
      if (!raw.isEmpty()) {
        turn.keep(file, raw);
      }
      turn.write(slot(work), new Fact.HostFailed(group.path(), work.host(), id, at, why, file));
    }
    return Progressed.BUSY;
  }

  private Progressed back(HostWork work, Facts.HostMark mark) {
    if (mark.forwardOnly().isPresent()) {
      var why = mark.forwardOnly().get().why();
      return halt(slot(work), RunProblems.forwardOnly(mark.failed().orElseThrow(), why));
    }
    return mark.undoing() ? undo(work) : decide(work);
  }

  /// Whether the host can be put back: only while nothing this run changed leads its quorum.
  private Progressed decide(HostWork work) {
    if (work.undo().isEmpty()) {
      return oneWay(work, "this change has no undo");
    }
    var quorum = group.quorum();
    if (quorum.isEmpty() || quorum.get().plannedVoters() == 1) {
      return putBack(work, "");
    }
    var look = turn.look(order.key("undo", work), quorum.get());
    if (!look.isOver()) {
      return Progressed.BUSY;
    }
    if (look.seen().isEmpty()) {
      return order.isFirstChanged(work)
          ? putBack(work, "")
          : oneWay(work, "nobody knows who leads, and a changed server may");
    }
    var leader = look.seen().get();
    return order.changedHere(leader)
        ? oneWay(work, leader + " leads and was changed by this run")
        : putBack(work, leader);
  }

  private Progressed putBack(HostWork work, String leader) {
    turn.write(slot(work), new Fact.UndoChosen(group.path(), work.host(), leader));
    return Progressed.BUSY;
  }

  private Progressed oneWay(HostWork work, String why) {
    turn.write(slot(work), new Fact.ForwardOnly(group.path(), work.host(), why));
    return Progressed.BUSY;
  }

  private Progressed undo(HostWork work) {
    if (!order.isTouched(work) && !isUndoBegun(work)) {
      var ready = before("undo-before", work);
      if (ready != Progressed.DONE) {
        return ready;
      }
    }
    for (var step : work.undo()) {
      if (turn.facts().isDone(step.path())) {
        continue;
      }
      return switch (steps.advance(step)) {
        case DONE, BUSY -> Progressed.BUSY;
        case FAILED ->
            halt(slot(work), RunProblems.undoFailed(work, step.path(), steps.evidence(step)));
        case LOST -> halt(slot(work), RunProblems.unreachable(step, turn.tries(step)));
      };
    }
    return undone(work);
  }

  private Progressed undone(HostWork work) {
    var watch = turn.watch(order.key("undone", work), work.undone());
    if (watch.failure().isPresent()) {
      var failure = watch.failure().get();
      return halt(slot(work), RunProblems.undoFailed(work, failure.gate().path(), failure.why()));
    }
    if (!watch.met() || record("undone", work, watch) == Progressed.BUSY) {
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

  private boolean isUndoBegun(HostWork work) {
    return work.undo().stream().anyMatch(step -> turn.facts().isStarted(step.path()));
  }

  private String slot(HostWork work) {
    return "host " + group.path() + " " + work.host();
  }
}
