package io.holdfast.installer.preflight;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;

/// Reports for tests elsewhere.
public final class ReportFixture {
  private ReportFixture() {}

  /// One host fails, the rest is well.
  public static Report littleMemoryOn(String host) {
    var little =
        Problem.of(ProblemId.MEMORY, "There is 0.9 GB of memory, 2 GB are needed")
            .withHost(host)
            .withFix("give the host more memory");
    return new Report(
        List.of(
            Finding.fail("memory", little),
            Finding.ok("clock", "within 1 ms of each other"),
            Finding.ok("machine-id", "each host has its own")));
  }
}
