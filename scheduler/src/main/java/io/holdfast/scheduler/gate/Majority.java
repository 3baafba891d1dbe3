package io.holdfast.scheduler.gate;

/// How many voters must stay. The number planned counts, not the number present: a cluster that has
/// already lost members must not be judged by what is left of it.
public final class Majority {
  private Majority() {}

  /// Of the PLANNED voters: 3 need 2, 5 need 3, 7 need 4.
  public static int of(int plannedVoters) {
    return plannedVoters / 2 + 1;
  }
}
