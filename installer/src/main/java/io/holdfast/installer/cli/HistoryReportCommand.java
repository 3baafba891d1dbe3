package io.holdfast.installer.cli;

import io.holdfast.installer.document.RunDocument;
import io.holdfast.installer.report.RunReport;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.UserFile;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast history report RUN`: who did what when, what each gate saw, and how it ended. Asks no
/// host.
@Command(
    name = "report",
    description =
        "Tell of one run: who, when, versions and hashes before and after, what each gate saw, the"
            + " order that happened, and how it ended.")
final class HistoryReportCommand extends SiteVerb {
  private static final int SHOWN = 5;

  @Parameters(paramLabel = "RUN", description = "The id of the run, as history lists it.")
  private String runId = "";

  @Option(
      names = "--document",
      paramLabel = "FILE",
      description = "Write the report as one page of HTML.")
  private @Nullable Path document;

  @Override
  int run(Output output) {
    var report = report(context().folder(), runId);
    if (document != null) {
      UserFile.write(
          "The report", document, RunDocument.of(report).getBytes(StandardCharsets.UTF_8));
    }
    ReportLines.of(report).forEach(output::text);
    output.result(report);
    return 0;
  }

  /// Of a run that the site's folder holds.
  static RunReport report(SiteFolder folder, String runId) {
    var runs = folder.runs();
    if (!runs.contains(runId)) {
      throw unknown(runId, runs);
    }
    var run = folder.run(runId);
    return RunReport.of(run, RunWords.of(run, runId.equals(HistoryCommand.last(folder))));
  }

  private static HoldfastException unknown(String runId, List<String> runs) {
    var last = runs.reversed().stream().limit(SHOWN).toList();
    return Problem.of(ProblemId.USAGE_WRONG, "There is no run " + runId + " of this site here")
        .withEvidence(
            last.isEmpty()
                ? "no run of it is known here"
                : "the last ones: " + String.join(", ", last))
        .withFix(
            "holdfast history",
            "holdfast attach USER@SERVER --known-hosts FILE   # fetches runs of other machines")
        .asException();
  }
}
