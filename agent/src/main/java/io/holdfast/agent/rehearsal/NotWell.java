package io.holdfast.agent.rehearsal;

import io.holdfast.scheduler.host.RehearsalAnswer;

/// A version that was not well in its time, or ended. Only what it did by itself, with room on the
/// disk, says something about the state.
final class NotWell extends Exception {
  private static final long serialVersionUID = 1;

  /// The kernel's words, which both products hand on. What could not be written may be gone again.
  private static final String NO_ROOM = "no space left on device";

  private final Act act;
  private final Cause cause;

  /// Whose doing it is.
  enum Cause {
    /// Its own: it ended, or said no.
    ITSELF,
    /// Somebody's outside: within a limit of memory that is the kernel.
    KILLED,
    /// The host's: at the end of its time it was still there, and on the way maybe.
    SLOW
  }

  /// What a rehearsal consists of.
  enum Act {
    ALONE("The version that runs does not come up alone"),
    TAKES("The version that runs does not come up with the saved state"),
    AFTER("The target version does not come up with the saved state");

    private final String failure;

    Act(String failure) {
      this.failure = failure;
    }
  }

  NotWell(Act act, String evidence, Cause cause) {
    super(evidence);
    this.act = act;
    this.cause = cause;
  }

  /// `isFull` is whether the disk has less room now than has to stay.
  RehearsalAnswer answer(boolean isFull) {
    var evidence = String.valueOf(getMessage());
    if (cause == Cause.KILLED) {
      return new RehearsalAnswer.NotHeld("a process was killed, for its limit of memory maybe");
    }
    if (isFull || evidence.contains(NO_ROOM)) {
      return new RehearsalAnswer.NotHeld("the disk got full: " + evidence);
    }
    if (cause == Cause.SLOW) {
      return new RehearsalAnswer.NotHeld(act.failure + " in its time: " + evidence);
    }
    return act == Act.ALONE
        ? new RehearsalAnswer.NotHeld(act.failure + ": " + evidence)
        : new RehearsalAnswer.Failed(act.failure, evidence);
  }
}
