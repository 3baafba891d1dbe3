package io.holdfast.installer.cli;

import io.holdfast.installer.report.ReportWords;
import io.holdfast.installer.run.RunBeacon;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.run.Outcome;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/// `holdfast history`: the runs of a site, oldest first. `history report RUN` tells of one of them.
@Command(
    name = "history",
    description = "List the runs of a site.",
    subcommands = HistoryReportCommand.class)
final class HistoryCommand extends SiteAndBundleVerb {
  /// One run. `exitCode` is -1 while it is not finished, `state` says in words how it stands;
  /// `running` is one that is carried out now, `resumable` only the last run of all.
  record Entry(
      String runId,
      String verb,
      String bundle,
      long startedAt,
      int exitCode,
      boolean resumable,
      boolean running,
      String state,
      List<String> skipped) {
    List<String> lines() {
      var lines = new ArrayList<String>();
      lines.add(line());
      skipped.forEach(skip -> lines.add("  skipped " + skip));
      return lines;
    }

    private String line() {
      return String.format(
          "%s  %-8s %-24s %s  %s", ReportWords.time(startedAt), verb, bundle, runId, state);
    }
  }

  /// The result for scripts.
  record Result(String site, List<Entry> runs) {}

  @Override
  int run(Output output) {
    var context = context();
    var entries = entries(context.folder());
    entries.forEach(entry -> entry.lines().forEach(output::text));
    output.result(new Result(context.site().site(), entries));
    return 0;
  }

  /// The run that may go on; empty before there is any.
  static String last(SiteFolder folder) {
    return SiteRuns.foremost(folder).map(RunFolder::runId).orElse("");
  }

  static List<Entry> entries(SiteFolder folder) {
    var last = last(folder);
    return folder.runs().stream()
        .map(folder::run)
        .flatMap(
            run -> run.about().stream().map(about -> entry(run, about, last.equals(run.runId()))))
        .toList();
  }

  private static Entry entry(RunFolder run, RunFolder.About about, boolean isLast) {
    var isRunning = RunBeacon.of(run).isPresent();
    return new Entry(
        about.runId(),
        about.verb(),
        BundleHistory.name(about, run),
        about.startedAt(),
        run.outcome().map(Outcome::exitCode).orElse(-1),
        isLast && !isRunning && SiteRuns.isUnfinished(run),
        isRunning,
        RunWords.of(run, isLast),
        about.skipped().orElse(List.of()));
  }
}
