package io.holdfast.scheduler.run;

/// Carries out a plan, one event at a time. Pure: the same state and event give the same
/// transition.
///
/// Level-triggered: each event is taken into the state, then the whole plan is looked at again for
/// what to do next. Nothing is done before the record that announces it is durable, so the journal
/// alone tells a resume where things stand; a step that was begun and not known to have ended is
/// sent again under its own id.
public final class Executor {
  private Executor() {}

  public static Transition next(RunState state, Event event) {
    if (state.isFinished()) {
      return new Transition(state, java.util.List.of());
    }
    var turn = new Turn(state, event.nowMs());
    take(turn, event);
    new PlanWalk(turn).decide();
    return turn.transition();
  }

  private static void take(Turn turn, Event event) {
    switch (event) {
      case Event.Started _ -> turn.begin();
      case Event.Appended e -> turn.appended(e.callId(), e.wallMs());
      case Event.StepEnded e -> turn.stepEnded(e.callId(), e.end());
      case Event.GateJudged e -> turn.gateJudged(e.callId(), e.verdict());
      case Event.LeaderSeen e -> turn.leaderSeen(e.callId(), e.leader());
      case Event.TimerFired e -> turn.timerFired(e.callId());
      case Event.StopAsked _ -> turn.askStop();
      case Event.LockLost e -> turn.bar(RunProblems.lockLost(e.why()));
    }
  }
}
