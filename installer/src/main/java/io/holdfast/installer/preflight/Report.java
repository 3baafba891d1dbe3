package io.holdfast.installer.preflight;

import io.holdfast.installer.preflight.Finding.Level;
import io.holdfast.installer.run.SilentWorkers;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// All findings, the worst first, then by check and host.
public record Report(List<Finding> findings) {
  public Report {
    findings =
        findings.stream()
            .sorted(
                Comparator.comparing(Finding::level)
                    .thenComparing(Finding::check)
                    .thenComparing(finding -> finding.host().orElse(""))
                    .thenComparing(Finding::text))
            .toList();
  }

  /// The same with more findings.
  public Report with(List<Finding> more) {
    return new Report(Stream.concat(findings.stream(), more.stream()).toList());
  }

  /// The same with workers that give no answer and may be left behind as warnings.
  public Report sparing(SilentWorkers workers) {
    var silent = workers.of(failures()).keySet();
    return new Report(
        findings.stream()
            .map(
                finding ->
                    finding
                        .problem()
                        .filter(problem -> problem.host().filter(silent::contains).isPresent())
                        .map(problem -> Finding.warn(finding.check(), problem))
                        .orElse(finding))
            .toList());
  }

  /// The same with what is answered for as warnings.
  public Report skipping(List<Skip> skips) {
    return new Report(findings.stream().map(finding -> skipped(finding, skips)).toList());
  }

  private static Finding skipped(Finding finding, List<Skip> skips) {
    if (finding.level() != Level.FAIL || finding.problem().isEmpty()) {
      return finding;
    }
    var problem = finding.problem().get();
    return skips.stream()
        .filter(skip -> skip.covers(problem))
        .findFirst()
        .map(skip -> problem.withEvidence(evidence(problem, skip)))
        .map(told -> Finding.warn(finding.check(), told))
        .orElse(finding);
  }

  private static String evidence(Problem problem, Skip skip) {
    var known = problem.evidence().map(text -> text + "\n").orElse("");
    return known + "skipped: " + skip.reason();
  }

  public List<Problem> failures() {
    return problems(Level.FAIL);
  }

  public List<Problem> warnings() {
    return problems(Level.WARN);
  }

  private List<Problem> problems(Level level) {
    return findings.stream()
        .filter(finding -> finding.level() == level)
        .flatMap(finding -> finding.problem().stream())
        .toList();
  }

  public void throwIfFailed() {
    if (!failures().isEmpty()) {
      throw HoldfastException.of(failures());
    }
  }

  /// For people: failures in full, warnings in full, what is good in one line each.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    for (var level : Level.values()) {
      var group = findings.stream().filter(finding -> finding.level() == level).toList();
      if (!group.isEmpty()) {
        lines.add(level.name() + " (" + group.size() + ")");
        group.forEach(finding -> lines.add(line(finding)));
      }
    }
    return lines;
  }

  private static String line(Finding finding) {
    var text = finding.problem().map(Problem::toText).orElse(finding.text());
    var host =
        finding.problem().isPresent() ? "" : finding.host().map(name -> name + ": ").orElse("");
    return "  "
        + String.format("%-12s ", finding.check())
        + host
        + text.replace("\n", "\n               ");
  }
}
