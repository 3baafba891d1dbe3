package io.holdfast.scheduler.run;

import java.util.Locale;

/// Where a host of a group stands in a run, by the journal alone. The guide has all ways from one
/// to the next: docs/how-an-upgrade-runs.md.
public enum HostState {
  /// Its turn has not come, or another one was let go first.
  WAITING,
  /// It is its turn: it may be changed by now, or may not.
  BEGUN,
  /// A step or a gate has failed; what becomes of it is being decided.
  FAILED,
  /// Its change is taken back.
  GOING_BACK,
  /// It failed and cannot be put back; a resume takes it forward once more.
  NO_WAY_BACK,
  /// Changed, and all its gates are met.
  DONE,
  /// As it was before the run, and its gates are met.
  PUT_BACK;

  static HostState of(Marks.HostMark mark) {
    if (mark.done()) {
      return DONE;
    }
    if (mark.putBack()) {
      return PUT_BACK;
    }
    if (mark.forwardOnly().isPresent()) {
      return NO_WAY_BACK;
    }
    if (mark.undoing()) {
      return GOING_BACK;
    }
    if (mark.failed().isPresent()) {
      return FAILED;
    }
    return mark.started() ? BEGUN : WAITING;
  }

  /// As people read it: `going back`.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
