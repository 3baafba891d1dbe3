package io.holdfast.scheduler.run;

/// Patience of a run. `stepTries` counts attempts at a step whose answer was lost; the pause
/// between them doubles from `firstBackoffMs` to `maxBackoffMs`. A leader is asked for each
/// `leaderPollMs` for at most `leaderTimeoutMs`. `bounds` say how far it goes this time;
/// `rehearsals` is what earlier runs have found out, for a run that begins.
public record RunSettings(
    int stepTries,
    long firstBackoffMs,
    long maxBackoffMs,
    long leaderPollMs,
    long leaderTimeoutMs,
    Bounds bounds,
    EarlierRehearsals rehearsals) {

  /// Long enough for a host to reboot: eight tries over about a minute.
  public static RunSettings standard() {
    return new RunSettings(8, 1_000, 15_000, 2_000, 60_000, Bounds.NONE, EarlierRehearsals.NONE);
  }

  public RunSettings within(Bounds narrower) {
    return with(narrower, rehearsals);
  }

  public RunSettings heeding(EarlierRehearsals earlier) {
    return with(bounds, earlier);
  }

  private RunSettings with(Bounds newBounds, EarlierRehearsals newRehearsals) {
    return new RunSettings(
        stepTries,
        firstBackoffMs,
        maxBackoffMs,
        leaderPollMs,
        leaderTimeoutMs,
        newBounds,
        newRehearsals);
  }

  long backoffMs(int failedTries) {
    var doubled = firstBackoffMs << Math.min(Math.max(failedTries - 1, 0), 20);
    return Math.min(doubled, maxBackoffMs);
  }
}
