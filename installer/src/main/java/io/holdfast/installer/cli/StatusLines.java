package io.holdfast.installer.cli;

import io.holdfast.installer.cli.StatusCommand.HostStatus;
import io.holdfast.installer.cli.StatusCommand.QuorumStatus;
import io.holdfast.installer.cli.StatusCommand.Result;
import io.holdfast.scheduler.quorum.QuorumGuard;
import io.holdfast.templates.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/// A site's status as people read it: what is down stands on a line of its own.
final class StatusLines {
  private static final String INDENT = "             ";

  private final List<String> lines = new ArrayList<>();

  private StatusLines() {}

  static List<String> of(Result result) {
    var text = new StatusLines();
    text.lines.add("Site " + result.site());
    if (!result.certificatesHold()) {
      text.warnings(result);
    }
    result.bundle().ifPresent(bundle -> text.lines.add("  bundle     " + bundle));
    result.hosts().forEach(text::host);
    result.quorums().forEach(text::quorum);
    result
        .maintenance()
        .forEach(
            host ->
                text.lines.add(
                    "  "
                        + host
                        + " is in maintenance and may be off; when it is back: holdfast hosts"
                        + " maintenance end "
                        + host));
    result
        .closed()
        .forEach(
            host ->
                text.lines.add(
                    "  " + host + " takes no work; to open it: holdfast undrain " + host));
    result
        .leftBehind()
        .forEach(
            host ->
                text.lines.add("  " + host + " was left behind; once it is back: holdfast apply"));
    result.run().ifPresent(run -> text.run(run, result));
    if (result.certificatesHold()) {
      text.warnings(result);
    }
    return List.copyOf(text.lines);
  }

  /// Above everything else once a certificate has ended, for then users or hosts are cut off.
  private void warnings(Result result) {
    Certificates.lines(result.warnings()).forEach(line -> lines.add("  " + line));
  }

  private void host(HostStatus host) {
    lines.add(
        String.format("  %-10s %-16s %s", host.name(), String.join(",", host.roles()), says(host)));
    if (host.components().isEmpty()) {
      return;
    }
    host.units()
        .forEach(
            (unit, state) -> {
              if (!state.equals("active")) {
                var help =
                    host.used().contains(unit)
                        ? ": it is used as it stands, so whoever looks after it has to"
                        : ": holdfast apply brings it back";
                lines.add(INDENT + unit + " is " + state + help + "; why: journalctl -u " + unit);
              }
            });
  }

  private static String says(HostStatus host) {
    if (!host.reachable()) {
      return "not reachable: " + host.problem().map(Problem::headline).orElse("");
    }
    var parts = new ArrayList<String>();
    host.components().forEach((name, version) -> parts.add(name + " " + version));
    if (!parts.isEmpty()) {
      host.used().forEach(unit -> parts.add(unit.replace(".service", "") + " not managed"));
    }
    return parts.isEmpty() ? "nothing installed" : String.join(", ", parts);
  }

  private void quorum(QuorumStatus quorum) {
    lines.add(
        String.format(
            "  %-10s leader %s, %d of %d voters healthy: %s; %s",
            quorum.system(),
            quorum.leader().orElse("unknown"),
            quorum.healthy().size(),
            quorum.planned(),
            String.join(", ", quorum.healthy()),
            safety(quorum)));
    if (quorum.leader().isEmpty()) {
      lines.add(INDENT + "no majority names a leader: holdfast recover says what brings one back");
    }
    quorum
        .objections()
        .forEach((server, why) -> lines.add(INDENT + server + ": " + firstLine(why)));
    if (quorum.members().size() != quorum.planned()) {
      lines.add(INDENT + "members are " + String.join(", ", quorum.members()));
    }
  }

  private static String safety(QuorumStatus quorum) {
    var spare = quorum.healthy().size() - QuorumGuard.majority(quorum.planned());
    return spare < 0 ? "it has no majority" : "it can lose " + spare;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private void run(String run, Result result) {
    lines.add(
        "  last run   "
            + run
            + ", "
            + result.runState().orElse("unknown")
            + (result.unfinished() ? ": holdfast resume" : ""));
  }
}
