package io.holdfast.installer.preflight;

import io.holdfast.installer.preflight.Finding.Level;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
