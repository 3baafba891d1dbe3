package io.holdfast.scheduler.plan;

import java.util.List;

/// How long a part of a plan takes, in milliseconds: when nothing has to wait, and when everything
/// takes as long as it usually may. It is no promise: a gate waits for as long as it must.
public record Estimate(long leastMs, long longestMs) {
  private static final int SLOWER = 3;
  private static final long LOOK_MS = 10_000;
  private static final String DEADLINE = "deadlineMs";

  public static final Estimate NONE = new Estimate(0, 0);

  public Estimate plus(Estimate other) {
    return new Estimate(leastMs + other.leastMs, longestMs + other.longestMs);
  }

  /// A step on a slow host. One that waits for people or tasks may take until its deadline.
  public static Estimate of(Step step) {
    var deadline =
        step.work() instanceof Step.Operate operate
            ? Long.parseLong(operate.parameters().getOrDefault(DEADLINE, "0"))
            : 0;
    return new Estimate(step.estimateMs(), SLOWER * step.estimateMs() + deadline);
  }

  /// What is watched is watched for as long as it must hold, and may take a while to begin.
  public static Estimate of(GateSpec gate) {
    return new Estimate(gate.stableMs(), gate.stableMs() + LOOK_MS);
  }

  /// The change of one host; its way back is not in it.
  public static Estimate of(Stage.HostWork work) {
    return gates(work.before()).plus(steps(work.steps())).plus(gates(work.after()));
  }

  /// Gates of one host are watched together.
  private static Estimate gates(List<GateSpec> gates) {
    return gates.stream()
        .map(Estimate::of)
        .reduce(
            NONE,
            (one, other) ->
                new Estimate(
                    Math.max(one.leastMs, other.leastMs),
                    Math.max(one.longestMs, other.longestMs)));
  }

  private static Estimate steps(List<Step> steps) {
    return steps.stream().map(Estimate::of).reduce(NONE, Estimate::plus);
  }
}
