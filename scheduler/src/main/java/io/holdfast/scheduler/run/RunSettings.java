package io.holdfast.scheduler.run;

/// Patience of a run. `stepTries` counts attempts at a step whose answer was lost; the pause
/// between them doubles from `firstBackoffMs` to `maxBackoffMs`. A leader is asked for each
/// `leaderPollMs` for at most `leaderTimeoutMs`. `bounds` say how far it goes this time.
public record RunSettings(
    int stepTries,
    long firstBackoffMs,
    long maxBackoffMs,
    long leaderPollMs,
    long leaderTimeoutMs,
    Bounds bounds) {

  /// Long enough for a host to reboot: eight tries over about a minute.
  public static RunSettings standard() {
    return new RunSettings(8, 1_000, 15_000, 2_000, 60_000, Bounds.NONE);
  }

  public RunSettings within(Bounds narrower) {
    return new RunSettings(
        stepTries, firstBackoffMs, maxBackoffMs, leaderPollMs, leaderTimeoutMs, narrower);
  }

  long backoffMs(int failedTries) {
    var doubled = firstBackoffMs << Math.min(Math.max(failedTries - 1, 0), 20);
    return Math.min(doubled, maxBackoffMs);
  }
}
