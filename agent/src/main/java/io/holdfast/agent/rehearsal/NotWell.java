package io.holdfast.agent.rehearsal;

import io.holdfast.scheduler.host.RehearsalAnswer;

/// A version that was not well in its time, or ended. `killed` is from outside: within a limit of
/// memory that is the kernel, and it says nothing about the state.
final class NotWell extends Exception {
  private static final long serialVersionUID = 1;

  private final Act act;
  private final boolean killed;

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

  NotWell(Act act, String evidence, boolean killed) {
    super(evidence);
    this.act = act;
    this.killed = killed;
  }

  RehearsalAnswer answer() {
    var evidence = String.valueOf(getMessage());
    if (killed) {
      return new RehearsalAnswer.NotHeld("a process was killed, for its limit of memory maybe");
    }
    return act == Act.ALONE
        ? new RehearsalAnswer.NotHeld(act.failure + ": " + evidence)
        : new RehearsalAnswer.Failed(act.failure, evidence);
  }
}
