package io.holdfast.lab.load;

import java.util.List;

/// What a load saw. `offered` requests were due, `total` were sent and ended; `slow` took over two
/// seconds; `failures` says of at most twenty what happened, when and where. Downloads are counted
/// apart.
public record LoadSummary(
    long offered,
    long total,
    long failed,
    long retried,
    long slow,
    long longestMs,
    long posts,
    long downloads,
    long downloadsFailed,
    List<String> failures) {
  public LoadSummary {
    failures = List.copyOf(failures);
  }
}
