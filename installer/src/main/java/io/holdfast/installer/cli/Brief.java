package io.holdfast.installer.cli;

import io.holdfast.templates.problem.Problem;
import java.util.stream.Collectors;

/// A problem for a screen: evidence that is a product's whole answer is cut; all of it is in the
/// run's folder.
final class Brief {
  private static final int LINES = 8;
  private static final int COLUMNS = 160;

  private Brief() {}

  static Problem of(Problem problem) {
    return problem.evidence().map(raw -> problem.withEvidence(cut(raw))).orElse(problem);
  }

  private static String cut(String raw) {
    var lines = raw.strip().lines().toList();
    var text = lines.stream().limit(LINES).map(Brief::cutLine).collect(Collectors.joining("\n"));
    return lines.size() > LINES ? text + "\n... (" + (lines.size() - LINES) + " more lines)" : text;
  }

  private static String cutLine(String line) {
    return line.length() <= COLUMNS ? line : line.substring(0, COLUMNS - 4) + " ...";
  }
}
