package io.holdfast.installer.cli;

import io.holdfast.scheduler.planner.LostServers;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.planner.SeenQuorum;
import io.holdfast.scheduler.planner.SeenServer;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What quorums that were looked at need, in words and commands.
final class RecoveryNeeds {
  private static final String RESUME = "holdfast resume   # goes on with the run that stopped";
  private static final String APPLY = "holdfast apply   # starts what else is stopped";

  private static final String OLD_FILE =
      " out of the site file, which is older than `holdfast hosts remove`";

  private RecoveryNeeds() {}

  /// Whether somebody leads everywhere: then nothing is left for this verb.
  static boolean isNothing(List<SeenQuorum> seen) {
    return seen.stream().allMatch(quorum -> quorum.state() == SeenQuorum.State.LED);
  }

  /// What comes next where somebody leads. `waiting` says that a run stands still.
  static List<String> next(List<SeenQuorum> seen, boolean waiting) {
    var lines = new ArrayList<String>();
    if (seen.stream().allMatch(SeenQuorum::isWhole)) {
      lines.add("Nothing to recover: somebody leads, and every planned server votes.");
      if (waiting) {
        lines.add("Next: " + RESUME);
      }
      return lines;
    }
    lines.add("Nothing to recover: somebody leads. Not every planned server votes:");
    var commands = new TreeSet<String>();
    for (var quorum : seen) {
      for (var host : quorum.missing()) {
        lines.add("  " + quorum.system() + ": " + host);
        quorum
            .server(host)
            .map(server -> command(server, isCountedOn(seen, host), waiting))
            .ifPresent(commands::add);
      }
    }
    commands.forEach(command -> lines.add("Next: " + command));
    return lines;
  }

  /// Whether a quorum has its data on a host, so that its disk must not be emptied for another.
  private static boolean isCountedOn(List<SeenQuorum> seen, String host) {
    return seen.stream()
        .flatMap(quorum -> quorum.server(host).stream())
        .anyMatch(SeenServer::keepsData);
  }

  private static String command(SeenServer server, boolean isCountedOn, boolean waiting) {
    if (!server.answers() && !server.gone()) {
      return "holdfast preflight   # says why " + server.host() + " tells nothing";
    }
    if (server.left()) {
      return "take " + server.host() + OLD_FILE;
    }
    if (!isCountedOn) {
      return "holdfast hosts replace "
          + server.host()
          + "   # once it is up again: on an empty disk; with its old one it comes back by itself";
    }
    return waiting ? RESUME : APPLY;
  }

  /// What follows a recovery that went well.
  static String after(boolean waiting) {
    return waiting ? RESUME : APPLY;
  }

  /// Servers that a stopped run has in hand.
  static List<String> held(List<SeenQuorum> seen, Set<String> inTheMiddle) {
    var hosts = new TreeSet<String>();
    for (var quorum : seen) {
      if (quorum.state() == SeenQuorum.State.STARTABLE) {
        hosts.addAll(quorum.able());
        hosts.removeAll(RecoveryPlans.awaited(quorum, inTheMiddle));
      }
    }
    return hosts.isEmpty()
        ? List.of()
        : List.of(
            "A run stopped in the middle of "
                + String.join(", ", hosts)
                + ": started too, and not waited for; holdfast resume brings it to its end.");
  }

  /// Refuses to start less than a majority: it would elect nobody. One quorum that can be started
  /// is not kept down for another.
  static void requireStartable(List<SeenQuorum> seen) {
    var problems = lost(seen);
    if (!problems.isEmpty()
        && seen.stream().noneMatch(quorum -> quorum.state() == SeenQuorum.State.STARTABLE)) {
      throw HoldfastException.of(problems);
    }
  }

  /// What to do about each quorum that lost its majority.
  static List<Problem> lost(List<SeenQuorum> seen) {
    return seen.stream()
        .filter(quorum -> quorum.state() == SeenQuorum.State.LOST)
        .map(quorum -> tooFew(seen, quorum))
        .toList();
  }

  private static Problem tooFew(List<SeenQuorum> seen, SeenQuorum quorum) {
    var others =
        quorum.servers().stream()
            .filter(server -> !server.canVote())
            .map(server -> server.host() + ": " + server.words())
            .toList();
    var names =
        quorum.servers().stream()
            .filter(server -> !server.keepsData())
            .map(SeenServer::host)
            .toList();
    var bare =
        quorum.servers().stream().filter(SeenServer::lacksPrograms).map(SeenServer::host).toList();
    var left = quorum.servers().stream().filter(SeenServer::left).map(SeenServer::host).toList();
    var fixes = new ArrayList<String>();
    if (!left.isEmpty()) {
      fixes.add("take " + String.join(", ", left) + OLD_FILE + "; then: holdfast recover");
    }
    left.forEach(
        host ->
            fixes.add(
                "or, where nobody removed "
                    + host
                    + ", on it: sudo systemctl enable "
                    + Layout.AGENT_UNIT));
    if (!names.isEmpty()) {
      fixes.add("switch on " + String.join(", ", names) + ", then: holdfast recover");
    }
    bare.forEach(host -> fixes.add(LostServers.programs(host)));
    if (names.stream().anyMatch(host -> isCountedOn(seen, host))) {
      fixes.add("ask for help, and wipe no host: docs/recover.md, What it does not do");
    } else if (bare.isEmpty() && left.isEmpty()) {
      fixes.add(
          "holdfast recover --lost "
              + String.join(",", names)
              + "   # where they never come back with their data: shows first what that costs");
    }
    return Problem.of(
            ProblemId.QUORUM_LOST,
            "Too few servers of "
                + quorum.system()
                + " can be started: "
                + quorum.able().size()
                + " of "
                + quorum.servers().size()
                + ", "
                + quorum.majority()
                + " are needed")
        .withEvidence(String.join("\n", others))
        .withFix(fixes.toArray(String[]::new))
        .withClusterSafe(
            false, "nobody leads " + quorum.system() + "; this command changed nothing of it");
  }
}
