package io.holdfast.scheduler.gate;

import io.holdfast.scheduler.gate.Operation.Outcome;
import java.util.List;
import java.util.stream.Collectors;

/// One change that an operation found to be needed: what it says to people, and how it is done.
///
/// Operations list their changes first; looking stops there, performing does them in order.
public record Change(String says, Runnable does) {

  /// What doing these would change.
  public static Outcome wouldDo(List<Change> changes, String nothing) {
    return outcome(changes, nothing);
  }

  public static Outcome doAll(List<Change> changes, String nothing) {
    changes.forEach(change -> change.does().run());
    return outcome(changes, nothing);
  }

  private static Outcome outcome(List<Change> changes, String nothing) {
    return changes.isEmpty()
        ? new Outcome(false, nothing)
        : new Outcome(true, changes.stream().map(Change::says).collect(Collectors.joining(", ")));
  }
}
