package io.holdfast.scheduler.host;

import java.util.List;

/// How a step ended on its host. `changed` is false when the host already stood as wanted.
/// `evidence` holds the last lines that say why it failed (at most 4 KiB, no secrets); empty when
/// done.
public record StepResult(
    String stepId, Status status, boolean changed, List<String> changes, String evidence) {
  public StepResult {
    changes = List.copyOf(changes);
  }

  /// `REFUSED`: another site or an old fence, nothing was done; the evidence begins with the id of
  /// the one or the other. `FAILED`: an action failed, the ones before it were done.
  public enum Status {
    DONE,
    FAILED,
    REFUSED
  }
}
