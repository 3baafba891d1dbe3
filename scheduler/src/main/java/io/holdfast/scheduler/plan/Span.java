package io.holdfast.scheduler.plan;

import java.util.List;

/// How long something takes, from the least to the most that is expected, in milliseconds. A guess
/// for people and change windows: a gate that is not met in time stops a run later than that.
public record Span(long leastMs, long mostMs) {
  public static final Span NONE = new Span(0, 0);

  /// A step may well take three times as long as it is estimated on an idle host.
  private static final int SLOWER = 3;

  private static final String DEADLINE = "deadlineMs";
  private static final long BEGINS_MS = 10_000;
  private static final long MINUTE_MS = 60_000;

  public Span {
    if (leastMs < 0 || mostMs < leastMs) {
      throw new IllegalArgumentException("a span from " + leastMs + " to " + mostMs);
    }
  }

  /// Of a step. One that waits for something says how long at most.
  public static Span of(Step step) {
    var work = ofEstimate(step.estimateMs());
    return step.work() instanceof Step.Operate operate
        ? work.then(upTo(deadlineMs(operate)))
        : work;
  }

  static long deadlineMs(Step.Operate operate) {
    return Long.parseLong(operate.parameters().getOrDefault(DEADLINE, "0"));
  }

  /// Of the change of one host, without its way back.
  public static Span of(Stage.HostWork work) {
    return held(work.before())
        .then(work.steps().stream().map(Span::of).reduce(NONE, Span::then))
        .then(held(work.after()));
  }

  /// Gates of one phase are watched together until all of them hold, and may take a while to begin
  /// with that.
  static Span held(List<GateSpec> gates) {
    long stable = gates.stream().mapToLong(GateSpec::stableMs).max().orElse(0);
    return new Span(stable, gates.isEmpty() ? 0 : stable + BEGINS_MS);
  }

  /// Of work whose estimate is known.
  private static Span ofEstimate(long estimateMs) {
    return new Span(estimateMs, SLOWER * estimateMs);
  }

  /// Of waiting that ends by itself, at the latest after so long.
  static Span upTo(long mostMs) {
    return new Span(0, mostMs);
  }

  /// One after the other.
  Span then(Span next) {
    return new Span(leastMs + next.leastMs, mostMs + next.mostMs);
  }

  /// At the same time.
  Span beside(Span other) {
    return new Span(Math.max(leastMs, other.leastMs), Math.max(mostMs, other.mostMs));
  }

  /// `about 2 to 5 minutes`; whole minutes, the most rounded up.
  public String text() {
    long most = Math.ceilDiv(mostMs, MINUTE_MS);
    if (most <= 1) {
      return "about a minute";
    }
    long least = Math.max(1, leastMs / MINUTE_MS);
    return least == most
        ? "about " + most + " minutes"
        : "about " + least + " to " + most + " minutes";
  }
}
