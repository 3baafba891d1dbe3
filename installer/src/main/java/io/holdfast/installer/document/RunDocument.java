package io.holdfast.installer.document;

import io.holdfast.installer.report.ReportWords;
import io.holdfast.installer.report.RunReport;
import io.holdfast.templates.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/// The report of a run as a page to keep: it tells nothing that the report does not.
public final class RunDocument {
  private final RunReport run;
  private final Html html;

  private RunDocument(RunReport run) {
    this.run = run;
    this.html = new Html("Report of the run " + run.runId());
  }

  public static String of(RunReport run) {
    return new RunDocument(run).page();
  }

  private String page() {
    summary();
    problems();
    changes();
    groups();
    gates();
    events();
    kept();
    return html.page();
  }

  private void summary() {
    var facts = new LinkedHashMap<String, String>();
    facts.put("Site", run.site());
    facts.put("Run", run.verb() + " " + run.runId());
    facts.put("How it stands", run.state());
    facts.put("Exit code", run.exitCode().map(String::valueOf).orElse("none: the run did not end"));
    facts.put("Operator", run.operator().orElse("not written down"));
    facts.put("Machine", run.machine());
    facts.put("Started", ReportWords.time(run.startedAt()));
    run.resumedAt()
        .forEach(at -> facts.merge("Resumed", ReportWords.time(at), (a, b) -> a + ", " + b));
    facts.put("Ended", run.endedAt().map(ReportWords::time).orElse("not ended"));
    facts.put("Bundle", run.bundle().name() + " " + run.bundle().version());
    facts.put("Digest of the bundle", run.bundle().digest());
    facts.put("Digest of the plan", run.planDigest());
    facts.put(
        "Skipped or overridden",
        run.skipped().isEmpty() ? "nothing" : String.join("; ", run.skipped()));
    html.section("Who, when, what").facts("The run", facts);
  }

  private void problems() {
    html.section("Problems");
    if (run.problems().isEmpty()) {
      html.paragraph(
          run.exitCode().isPresent() ? "None." : "The run was cut off; see what happened.");
    } else {
      html.list(run.problems().stream().map(Problem::headline).toList());
    }
  }

  private void changes() {
    html.section("Versions and hashes")
        .table(
            "Copies by host: a version and the beginning of the SHA-256 of its files",
            List.of("Host", "Component", "Before", "Wanted", "The run left it"),
            run.changes().stream()
                .map(
                    change ->
                        List.of(
                            change.host(),
                            change.component(),
                            change.from().orElse("(none)"),
                            change.to(),
                            words(change.now())))
                .toList());
  }

  static String words(RunReport.Standing standing) {
    return switch (standing) {
      case BEFORE -> "as before";
      case AFTER -> "as wanted";
      case BETWEEN -> "in between: begun, its end not heard of";
    };
  }

  private void groups() {
    html.section("Order and outcome")
        .table(
            "By group",
            List.of(
                "Group",
                "Leader before",
                "Planned order",
                "Order that happened",
                "Leader moved",
                "Outcome"),
            run.groups().stream().map(RunDocument::row).toList());
  }

  private static List<String> row(RunReport.Group group) {
    return List.of(
        group.title(),
        group.leaderBefore().orElse(""),
        String.join(", ", group.planned()),
        String.join(", ", group.order()),
        group.leaderMoves().stream()
            .map(move -> "to " + move.to() + " at " + ReportWords.time(move.at()))
            .collect(Collectors.joining(", ")),
        group.hosts().stream()
            .map(host -> host.host() + " " + host.outcome().text())
            .collect(Collectors.joining(", ")));
  }

  private void gates() {
    html.section("Gates and what they saw")
        .table(
            "Gates that were met",
            List.of("When", "Where", "Phase", "What was seen"),
            run.gates().stream()
                .map(
                    gate ->
                        List.of(
                            ReportWords.time(gate.at()),
                            ReportWords.where(gate.path(), gate.host()),
                            gate.phase(),
                            String.join("; ", gate.why())))
                .toList());
  }

  private void events() {
    html.section("What happened")
        .table(
            "In the order of the journal",
            List.of("When", "Where", "What"),
            run.events().stream()
                .map(
                    event ->
                        List.of(
                            ReportWords.time(event.at()),
                            ReportWords.where(event.path(), event.host()),
                            event.text()))
                .toList());
  }

  private void kept() {
    if (!run.kept().isEmpty()) {
      html.section("Kept answers of the products")
          .paragraph("In the folder raw of the run, on the machine where it was carried out:")
          .list(run.kept());
    }
  }
}
