package io.holdfast.templates.problem;

import java.util.Objects;

/// Whether the cluster can bear this problem, with the numbers: `4 of 5 servers healthy, can lose
/// 1`.
public record ClusterSafety(boolean safe, String text) {
  public ClusterSafety {
    Objects.requireNonNull(text, "text");
  }

  @Override
  public String toString() {
    return (safe ? "cluster is safe: " : "cluster is NOT safe: ") + text;
  }
}
