package io.holdfast.installer.cli;

import io.holdfast.scheduler.run.Outcome;
import io.holdfast.scheduler.sim.RehearsalReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A rehearsal on one page, for people who decide whether the change is made.
final class RehearsalPage {
  private static final int SHOWN_HOSTS = 8;

  private RehearsalPage() {}

  static List<String> lines(RehearsalReport report) {
    var lines = new ArrayList<String>();
    lines.add(
        "Rehearsal: %s of the site %s, to %s"
            .formatted(report.verb(), report.site(), report.bundle()));
    lines.add(
        "  %d hosts: %d servers, %d workers, %d load balancers"
            .formatted(report.hosts(), report.servers(), report.workers(), report.balancers()));
    for (var change : report.changes()) {
      lines.add(
          "  %-10s %s -> %s"
              .formatted(change.component(), change.from().orElse("new"), change.to()));
    }
    lines.add("");
    lines.add("Undisturbed, in the time of the model: " + time(report.undisturbedMs()));
    for (var group : report.groups()) {
      lines.add("  %-24s %s".formatted(group.path(), hosts(group)));
    }
    lines.add("");
    lines.add(
        "With faults: %d runs, the longest %s with its kills, outages and resumes"
            .formatted(report.seeds(), time(report.longestMs())));
    lines.add("  %6d  reached their end".formatted(report.completed()));
    lines.add(
        "  %6d  had a bad new version: the host was put back, the rest stayed untouched"
            .formatted(report.putBack()));
    lines.add("  %6d  broke a promise".formatted(report.violations()));
    lines.add("");
    lines.add("What went wrong in them");
    report.faults().forEach((kind, count) -> lines.add("  %6d  %s".formatted(count, kind)));
    lines.add("");
    lines.add(
        "After each event it was checked that the quorum holds, one server at a time is down and"
            + " the leader goes last, others serve before a host is touched, and a killed run comes"
            + " to the same end (docs/reliability.md).");
    lines.add(
        "A rehearsal knows hosts, roles and versions. It does not know what files hold, how fast"
            + " these machines are, or what a release does: holdfast plan and the canary do.");
    return lines;
  }

  private static String hosts(Outcome.GroupOutcome group) {
    var order = group.order();
    var first = String.join(", ", order.subList(0, Math.min(SHOWN_HOSTS, order.size())));
    var rest = order.size() > SHOWN_HOSTS ? " and " + (order.size() - SHOWN_HOSTS) + " more" : "";
    return first + rest + group.leaderBefore().map(it -> "; " + it + " led before").orElse("");
  }

  private static String time(long ms) {
    var seconds = ms / 1_000;
    return seconds < 3_600
        ? String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d h", seconds / 3_600, seconds / 60 % 60);
  }
}
