package io.holdfast.installer.cli;

import io.holdfast.scheduler.planner.SeenQuorum;
import io.holdfast.scheduler.planner.SeenServer;
import io.holdfast.scheduler.raft.PeersFile;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Files `peers.json` that a `recover --lost` wrote before it was cut off. A server that is started
/// with one takes those that it names for all there are, also where the others are back: then there
/// are two clusters.
final class WaitingPeers {
  private WaitingPeers() {}

  /// Refuses to start, or to let start, any server beside such a file.
  static void requireNone(Site site, List<SeenQuorum> seen) {
    var problems = new ArrayList<Problem>();
    for (var quorum : seen) {
      var told = quorum.servers().stream().filter(it -> !it.told().isEmpty()).toList();
      if (!told.isEmpty()) {
        problems.add(waits(site, quorum, told));
      }
    }
    if (!problems.isEmpty()) {
      throw HoldfastException.of(problems);
    }
  }

  private static Problem waits(Site site, SeenQuorum quorum, List<SeenServer> told) {
    var system = quorum.system();
    var path = PeersFile.path(system, site.places().data());
    var fixes = new ArrayList<String>();
    var lost = String.join(",", unnamed(site, system, told));
    if (!lost.isEmpty()) {
      fixes.add(
          "holdfast recover --lost "
              + lost
              + "   # goes on, where they are lost for good: first switch them off");
    }
    for (var server : told) {
      fixes.add(
          "on "
              + server.host()
              + ": sudo rm "
              + path
              + "   # where the others are back with their data; then: holdfast recover");
    }
    var hosts = String.join(", ", told.stream().map(SeenServer::host).toList());
    return Problem.of(
            ProblemId.RUN_UNFINISHED,
            "A holdfast recover --lost was cut off: on "
                + hosts
                + " a file waits that makes a cluster of its own out of "
                + system
                + " there")
        .withEvidence(
            String.join(
                "\n",
                told.stream()
                    .map(it -> it.host() + ": " + path + " names " + String.join(", ", it.told()))
                    .toList()))
        .withFix(fixes.toArray(String[]::new))
        .withClusterSafe(
            false, "do not start " + hosts + " before that; this command changed nothing");
  }

  /// Planned servers that none of the files takes for a voter.
  private static List<String> unnamed(Site site, String system, List<SeenServer> told) {
    var named = new TreeSet<String>();
    told.forEach(server -> named.addAll(server.told()));
    return site.servers().stream()
        .filter(host -> !named.contains(host.address() + ":" + PeersFile.port(system)))
        .map(Host::name)
        .toList();
  }
}
