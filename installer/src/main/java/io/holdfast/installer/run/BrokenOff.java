package io.holdfast.installer.run;

import io.holdfast.scheduler.run.RunState;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.UncheckedIOException;

/// What is told of a run that this machine could not go on with: its disk failed it, or the program
/// has a mistake. The cluster has no part in that, and a resume finds out how far each host came.
final class BrokenOff {
  private BrokenOff() {}

  /// `state` is the run's as far as it is written down.
  static HoldfastException because(Throwable cause, RunFolder folder, RunState state) {
    return cause instanceof HoldfastException known
        ? known
        : HoldfastException.of(told(problem(cause, folder), state), cause);
  }

  private static Problem problem(Throwable cause, RunFolder folder) {
    if (cause instanceof UncheckedIOException failed) {
      return Problem.of(
              ProblemId.RUN_NOT_KEPT,
              "The folder of the run, " + folder.path() + ", cannot be written")
          .withEvidence(failed.getMessage() + ": " + failed.getCause())
          .withFix("df " + folder.path(), "ls -l " + folder.path());
    }
    return Problem.of(ProblemId.INTERNAL_ERROR, "Holdfast made a mistake, and the run broke off")
        .withEvidence(cause.toString())
        .withFix("holdfast status");
  }

  private static Problem told(Problem problem, RunState state) {
    var hosts = state.inTheMiddle();
    var safety =
        hosts.isEmpty()
            ? "no host is in the middle of its change"
            : "in the middle of a change: " + String.join(", ", hosts);
    return problem
        .withClusterSafe(hosts.isEmpty(), safety + "; no step is under way any more")
        .withResume("holdfast resume");
  }
}
