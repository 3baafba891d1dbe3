package io.holdfast.scheduler.gate;

import java.util.Optional;

/// One look at the world: is the condition met now?
///
/// Stability over time, time-outs and repetition belong to whoever asks. A product that does not
/// answer is `NotYet` with the reason, never an exception; only a bug throws.
public interface Gate {
  Verdict judge(World world);

  /// Whether an operator may go on although this is not met. True only where what is lost by it is
  /// work or time of services, never where a quorum, what it has written, or the last one that
  /// serves is at stake.
  default boolean isSoft() {
    return false;
  }

  /// The operation that notes, before a host is changed, what this gate compares with; empty when
  /// it compares with nothing.
  default Optional<String> notedBy() {
    return Optional.empty();
  }
}
