package io.holdfast.installer.cli;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.scheduler.run.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/// `holdfast history`: the runs of a site, oldest first.
@Command(name = "history", description = "List the runs of a site.")
final class HistoryCommand extends SiteVerb {
  /// One run. `exitCode` is -1 while it is not finished.
  record Entry(
      String runId,
      String verb,
      String bundle,
      long startedAt,
      int exitCode,
      boolean resumable,
      List<String> skipped) {
    List<String> lines() {
      var lines = new ArrayList<String>();
      lines.add(line());
      skipped.forEach(skip -> lines.add("  skipped " + skip));
      return lines;
    }

    private String line() {
      var end = exitCode < 0 ? "cut off" : exitCode == 0 ? "done" : "ended with " + exitCode;
      return String.format(
          "%s  %-8s %-24s %s%s",
          Instant.ofEpochMilli(startedAt), verb, bundle, end, resumable ? ", can be resumed" : "");
    }
  }

  /// The result for scripts.
  record Result(String site, List<Entry> runs) {}

  @Override
  int run(Output output) {
    var context = context();
    var entries =
        context.folder().runs().stream()
            .map(context.folder()::run)
            .flatMap(run -> run.about().stream().map(about -> entry(run, about)))
            .toList();
    entries.forEach(entry -> entry.lines().forEach(output::text));
    output.result(new Result(context.site().site(), entries));
    return 0;
  }

  private static Entry entry(RunFolder run, RunFolder.About about) {
    return new Entry(
        about.runId(),
        about.verb(),
        about.bundleName() + " " + about.bundleVersion(),
        about.startedAt(),
        run.outcome().map(Outcome::exitCode).orElse(-1),
        Running.isUnfinished(run),
        about.skipped().orElse(List.of()));
  }
}
