package io.holdfast.scheduler.lock;

import io.holdfast.scheduler.lock.LockState.Phase;
import java.util.List;

/// Takes, keeps and gives back the lock of a site. Pure: the same state and event give the same
/// transition.
///
/// It looks first: a lease of somebody else is respected, one of its own (a run that crashed) is
/// waited out; then it takes the fence above the highest seen on a majority of the servers. Unless
/// a majority renews in time it says `Lost` before the lease ends.
public final class LockMachine {
  private LockMachine() {}

  public record Transition(LockState state, List<LockEffect> effects) {
    public Transition {
      effects = List.copyOf(effects);
    }
  }

  public static Transition next(LockState state, LockEvent event) {
    if (state.phase() == Phase.OVER) {
      return new Transition(state, List.of());
    }
    var turn = new LockTurn(state, event.nowMs());
    switch (event) {
      case LockEvent.Started _ -> turn.look();
      case LockEvent.Answered e -> turn.answered(e.callId(), e.answer());
      case LockEvent.Unanswered e -> turn.unanswered(e.callId());
      case LockEvent.TimerFired e -> turn.timerFired(e.callId());
      case LockEvent.ReleaseAsked _ -> turn.release();
    }
    return turn.transition();
  }
}
