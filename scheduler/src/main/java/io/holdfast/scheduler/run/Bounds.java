package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.Stage;
import java.util.List;
import java.util.Optional;

/// How far a run may go this time, and what it may leave behind. It stops between two hosts and can
/// be resumed; the plan is the same.
///
/// `stopAfter` is the path of the last stage. `untilMs` is when a window ends, in uptime: nothing
/// is begun whose longest estimate ends later. `spare` are the workers that need not answer;
/// `overrides` are soft gates that nobody waits for.
public record Bounds(
    Optional<String> stopAfter,
    Optional<Long> untilMs,
    Spare spare,
    List<Fact.GateOverridden> overrides) {
  public static final Bounds NONE = new Bounds(Optional.empty(), Optional.empty());

  /// Leaves no worker behind.
  public Bounds(Optional<String> stopAfter, Optional<Long> untilMs) {
    this(stopAfter, untilMs, Spare.NONE, List.of());
  }

  public Bounds {
    overrides = List.copyOf(overrides);
  }

  public Bounds sparing(Spare workers) {
    return new Bounds(stopAfter, untilMs, workers, overrides);
  }

  public Bounds overriding(List<Fact.GateOverridden> gates) {
    return new Bounds(stopAfter, untilMs, spare, gates);
  }

  boolean endsAt(Stage stage) {
    return stopAfter.equals(Optional.of(stage.path()));
  }

  /// How many milliseconds too late something ends that begins now; none where it is in time.
  Optional<Long> tooLateMs(long nowMs, long longestMs) {
    return untilMs.map(until -> nowMs + longestMs - until).filter(late -> late > 0);
  }
}
