package io.holdfast.installer.cli;

import io.holdfast.installer.report.ReportWords;
import io.holdfast.installer.report.RunReport;
import io.holdfast.templates.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The report of a run on a terminal.
final class ReportLines {
  private ReportLines() {}

  static List<String> of(RunReport run) {
    var lines = new ArrayList<String>();
    lines.add("Run " + run.runId() + " of " + run.site() + ": " + run.state());
    lines.add(
        "  by "
            + run.operator().orElse("(not written down)")
            + " on "
            + run.machine()
            + ", from "
            + ReportWords.time(run.startedAt())
            + run.endedAt().map(at -> " to " + ReportWords.time(at)).orElse(", not ended"));
    lines.add(
        "  bundle "
            + run.bundle().name()
            + " "
            + run.bundle().version()
            + ", digest "
            + run.bundle().digest());
    lines.add("  plan " + run.planDigest());
    run.skipped().forEach(skip -> lines.add("  skipped " + skip));
    run.problems().stream().map(Problem::headline).forEach(problem -> lines.add("  " + problem));
    changes(lines, run);
    run.groups().forEach(group -> group(lines, group));
    if (!run.gates().isEmpty()) {
      lines.add("");
      lines.add("What gates saw:");
      run.gates().forEach(gate -> gate(lines, gate));
    }
    lines.add("");
    lines.add("What happened:");
    run.events()
        .forEach(
            event ->
                lines.add(
                    "  "
                        + ReportWords.time(event.at())
                        + "  "
                        + (ReportWords.where(event.path(), event.host()) + "  " + event.text())
                            .strip()));
    if (!run.kept().isEmpty()) {
      lines.add("");
      lines.add("Kept answers of the products, in the run's folder:");
      run.kept().forEach(file -> lines.add("  raw/" + file));
    }
    return lines;
  }

  private static void changes(List<String> lines, RunReport run) {
    if (!run.changes().isEmpty()) {
      lines.add("");
      run.changes()
          .forEach(
              change ->
                  lines.add(
                      "  "
                          + change.host()
                          + " "
                          + change.component()
                          + " "
                          + change.from().orElse("(none)")
                          + " -> "
                          + change.to()
                          + ": "
                          + change.now().word()));
    }
  }

  private static void group(List<String> lines, RunReport.Group group) {
    lines.add("");
    lines.add(group.path() + "  " + group.title());
    group.leaderBefore().ifPresent(leader -> lines.add("  leader before: " + leader));
    lines.add(
        "  order: "
            + (group.order().isEmpty() ? "none was begun" : String.join(", ", group.order())));
    group
        .leaderMoves()
        .forEach(
            move ->
                lines.add("  leader moved to " + move.to() + " at " + ReportWords.time(move.at())));
    lines.add(
        "  outcome: "
            + group.hosts().stream()
                .map(host -> host.host() + " " + host.outcome().text())
                .collect(Collectors.joining(", ")));
  }

  private static void gate(List<String> lines, RunReport.Gate gate) {
    lines.add(
        "  "
            + ReportWords.time(gate.at())
            + "  "
            + ReportWords.where(gate.path(), gate.host())
            + " "
            + gate.phase()
            + ": "
            + String.join("; ", gate.why()));
  }
}
