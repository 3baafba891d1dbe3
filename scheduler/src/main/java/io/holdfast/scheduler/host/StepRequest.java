package io.holdfast.scheduler.host;

import java.util.List;

/// A step sent to a host runner. The same `runId` and `stepId` is done at most once: asked again,
/// the runner answers with the stored result or waits for the one under way. `fence` is the number
/// of the run's lock; the runner refuses one lower than it has seen, and any other `siteId` than
/// its own.
public record StepRequest(
    String siteId, String runId, String stepId, long fence, List<Action> actions) {
  public StepRequest {
    actions = List.copyOf(actions);
  }
}
