package io.holdfast.scheduler.raft;

/// Whose state answers a question: the leader's, or that of the very server that was asked.
public enum Consistency {
  OF_LEADER(""),
  OWN("stale");

  private final String parameter;

  Consistency(String parameter) {
    this.parameter = parameter;
  }

  /// The path with what it takes in its query.
  public String in(String path) {
    return parameter.isEmpty() ? path : path + (path.contains("?") ? "&" : "?") + parameter;
  }
}
