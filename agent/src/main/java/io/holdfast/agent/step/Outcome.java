package io.holdfast.agent.step;

/// What an action did, in one line for people that holds no secret.
record Outcome(boolean changed, String says) {
  static Outcome changed(String says) {
    return new Outcome(true, says);
  }

  static Outcome same(String says) {
    return new Outcome(false, says);
  }
}
