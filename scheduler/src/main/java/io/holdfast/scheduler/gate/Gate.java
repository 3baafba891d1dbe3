package io.holdfast.scheduler.gate;

/// One look at the world: is the condition met now?
///
/// Stability over time, time-outs and repetition belong to whoever asks. A product that does not
/// answer is `NotYet` with the reason, never an exception; only a bug throws.
public interface Gate {
  Verdict judge(World world);
}
