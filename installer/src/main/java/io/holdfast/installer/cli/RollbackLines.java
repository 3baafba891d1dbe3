package io.holdfast.installer.cli;

import io.holdfast.installer.document.VersionRows;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Staying;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.List;

/// What a way back means, in words, for who decides about it: what goes back, what stays and why,
/// and what no way back brings again.
final class RollbackLines {
  private RollbackLines() {}

  static List<String> of(Plan plan, EarlierBundle earlier) {
    var lines = new ArrayList<String>();
    lines.add("Back to " + earlier.title() + ", which stood before the last upgrade.");
    lines.add("  Goes back:");
    if (plan.isEmpty()) {
      lines.add("    nothing: there is nothing to do.");
    }
    goesBack(plan).forEach(line -> lines.add("    " + line));
    lines.add("  Stays as it is:");
    stays(plan).forEach(line -> lines.add("    " + line));
    lines.add("    what Consul, Nomad and the services hold: a way back takes nothing out of it.");
    lines.add(
        "  A saved state comes back by holdfast restore SNAPSHOT alone; what was written after it is"
            + " lost then.");
    return lines;
  }

  /// What a run that stopped in the middle of a host has taken away there, it gives back itself.
  static List<String> leaves(SiteFolder folder) {
    return SiteRuns.toResume(folder)
        .filter(run -> !run.inTheMiddle().isEmpty())
        .map(
            run ->
                List.of(
                    "  The run %s stopped in the middle of %s."
                        .formatted(run.runId(), String.join(", ", run.inTheMiddle())),
                    "  What it took away there, such as traffic or work, comes back only with a"
                        + " change of that host: look at it with holdfast status afterwards, or"
                        + " holdfast resume first."))
        .orElse(List.of());
  }

  /// Versions and configuration, then what is deployed.
  static List<String> goesBack(Plan plan) {
    if (plan.isEmpty()) {
      return List.of();
    }
    var lines = new ArrayList<String>();
    VersionRows.of(plan)
        .forEach(row -> lines.add(move(row.get(0), row.get(1), row.get(2)) + " on " + row.get(3)));
    plan.stages().stream()
        .filter(stage -> stage instanceof Stage.Sequence)
        .flatMap(stage -> stage.planned().stream())
        .filter(Step::disruptive)
        .map(step -> step.title() + ", as in this bundle")
        .forEach(lines::add);
    return lines.isEmpty() ? List.of("files of hosts, as the plan names them") : lines;
  }

  private static String move(String component, String from, String to) {
    return from.equals(to)
        ? component + " " + to + ", its configuration,"
        : component + " " + from + " -> " + to;
  }

  static List<String> stays(Plan plan) {
    return plan.stays().orElse(List.of()).stream()
        .flatMap(staying -> staying.lines().stream())
        .toList();
  }

  /// All that the last upgrade changed may not go back.
  static HoldfastException nothingGoesBack(EarlierBundle earlier, List<Staying> stays) {
    return Problem.of(
            ProblemId.NO_WAY_BACK,
            "Nothing that stands goes back to " + earlier.title() + ": all that differs stays")
        .withEvidence(
            String.join("\n", stays.stream().flatMap(staying -> staying.lines().stream()).toList()))
        .withFix(
            "holdfast restore   # lists the states of Consul and Nomad that were saved; a restore loses what came after",
            "holdfast upgrade --bundle BUNDLE   # with a newer release that is mended")
        .withClusterSafe(true, "nothing was changed")
        .asException();
  }
}
