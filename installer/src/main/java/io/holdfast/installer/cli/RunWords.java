package io.holdfast.installer.cli;

import io.holdfast.installer.report.ReportWords;
import io.holdfast.installer.run.RunBeacon;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How a run stands or ended, in words.
final class RunWords {
  private RunWords() {}

  /// Of the last run of a site, which may go on; an earlier one never does.
  static String of(RunFolder run, boolean isLast) {
    var going = RunBeacon.of(run);
    if (going.isPresent()) {
      return "running now (" + words(going.get()) + ")";
    }
    var end = run.outcome().map(outcome -> end(outcome.exitCode())).orElse("cut off");
    if (!SiteRuns.isUnfinished(run)) {
      return end;
    }
    if (!SiteRuns.isGoneOnWith(run)) {
      return end + ", can be given again";
    }
    return end + (isLast ? ", can be resumed" : ", given up for a later run");
  }

  /// What going on with a run means, for who decides about it.
  static List<String> goingOn(RunFolder run) {
    var lines = new ArrayList<String>();
    lines.add("Run " + run.runId() + ": " + of(run, true));
    run.about()
        .ifPresent(
            about -> {
              lines.add("  verb       " + about.verb());
              lines.add("  bundle     " + BundleHistory.name(about, run));
              lines.add("  begun      " + ReportWords.time(about.startedAt()));
            });
    var hosts = run.inTheMiddle();
    lines.add(
        hosts.isEmpty()
            ? "  no host is in the middle of its change"
            : "  in the middle of a change: " + String.join(", ", hosts));
    return lines;
  }

  private static String end(int exitCode) {
    return Arrays.stream(ProblemKind.values())
        .filter(kind -> kind.exitCode() == exitCode)
        .findFirst()
        .map(RunWords::end)
        .orElse(exitCode == 0 ? "done" : "ended with " + exitCode);
  }

  private static String end(ProblemKind kind) {
    return switch (kind) {
      case USAGE, PREFLIGHT -> "refused";
      case TRUST -> "refused, something is not to be trusted";
      case UNREACHABLE -> "stopped, a host was out of reach";
      case LOCKED -> "stopped, the lock was lost";
      case PUT_BACK -> "put back";
      case STOPPED -> "stopped safely";
      case INTERNAL -> "stopped by a mistake of the program";
    };
  }

  /// A run that another process carries out is neither to be resumed nor to be run over.
  static void refuseWhileGoing(RunFolder run) {
    RunBeacon.of(run)
        .ifPresent(
            going -> {
              throw goingNow(run, going);
            });
  }

  private static HoldfastException goingNow(RunFolder run, RunBeacon.Going going) {
    return Problem.of(ProblemId.LOCK_HELD, "The run " + run.runId() + " is going on now")
        .withEvidence(words(going))
        .withFix(
            "holdfast history   # shows when it is over",
            "press Ctrl-C where it runs: it stops as soon as that is safe")
        .asException();
  }

  static String words(RunBeacon.Going going) {
    return "on "
        + going.machine()
        + ", process "
        + going.process()
        + ", since "
        + ReportWords.time(going.since());
  }
}
