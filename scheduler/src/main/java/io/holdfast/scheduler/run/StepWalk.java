package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.Problem;

/// Brings one step forward: announce it in the journal, send it, send it again while its answer is
/// lost.
final class StepWalk {
  private final Turn turn;

  StepWalk(Turn turn) {
    this.turn = turn;
  }

  enum View {
    DONE,
    BUSY,
    FAILED,
    LOST
  }

  View advance(Step step) {
    if (turn.isBusy(Turn.stepSlot(step))) {
      return View.BUSY;
    }
    var mark = turn.facts().step(step.path());
    var attempt = mark.map(Marks.StepMark::attempt).orElse(1);
    return switch (mark.map(Marks.StepMark::progress).orElse(Marks.Progress.TO_DO)) {
      case DONE -> View.DONE;
      case FAILED -> View.FAILED;
      case TO_DO -> announce(step, attempt);
      case STARTED -> turn.isGivenUp(step) ? View.LOST : send(step, attempt);
    };
  }

  String evidence(Step step) {
    return turn.facts().step(step.path()).map(Marks.StepMark::says).orElse("");
  }

  /// Why it failed.
  Problem problem(Step step) {
    var isVerdict =
        turn.facts().step(step.path()).filter(Marks.StepMark::failedByVerdict).isPresent();
    return Snapshots.isRehearsal(step) && !isVerdict
        ? RunProblems.rehearsalBroken(step, evidence(step))
        : RunProblems.stepFailed(step, evidence(step));
  }

  private View announce(Step step, int attempt) {
    turn.write(
        Turn.stepSlot(step), new Fact.StepStarted(step.path(), step.host(), attempt, step.title()));
    return View.BUSY;
  }

  private View send(Step step, int attempt) {
    turn.send(step, attempt);
    return View.BUSY;
  }
}
