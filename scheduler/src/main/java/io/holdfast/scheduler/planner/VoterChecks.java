package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.quorum.QuorumGuard;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a site file may say of servers while a cluster stands: who votes there is no matter of the
/// file alone. A server that was taken out of it goes on voting, and one that was put into it
/// counts as soon as it has joined.
///
/// Servers that join may be no more than those that vote can do without: if all of them were lost a
/// moment after they joined, the old ones still have to be a majority. A single server has nobody
/// to do without; whoever adds to it knows that.
public final class VoterChecks {
  private static final Set<String> RUNS = Set.of("active", "reloading", "activating");

  private VoterChecks() {}

  /// All that is wrong. `voters` are the names of hosts, or the addresses of strangers, as `system`
  /// itself tells them; none where it was never formed or says nothing. `standing` are the servers
  /// on which something of ours stands: one of them that does not vote yet is in the middle of
  /// joining.
  public static List<Problem> problems(
      Site site, String system, Collection<String> voters, Collection<String> standing) {
    var servers = site.servers().stream().map(Host::name).toList();
    var problems = new ArrayList<Problem>();
    if (voters.isEmpty()) {
      return problems;
    }
    var gone = new TreeSet<>(voters);
    servers.forEach(gone::remove);
    gone.forEach(voter -> problems.add(stillVotes(site, system, voter)));
    var joining =
        servers.stream()
            .filter(server -> !voters.contains(server) && !standing.contains(server))
            .toList();
    var staying = servers.size() - joining.size();
    if (staying > 1 && staying < QuorumGuard.majority(servers.size())) {
      problems.add(tooMany(system, joining, staying, servers.size()));
    }
    return List.copyOf(problems);
  }

  /// Whether a server of Consul stands on a host: a copy is chosen, and its unit runs or starts
  /// with the host. What was stopped for good when the host was removed joins as anew.
  public static boolean stands(HostReading reading) {
    var unit = Optional.ofNullable(reading.units().get(Layout.CONSUL_UNIT));
    return reading.current().containsKey(Layout.CONSUL)
        && unit.filter(it -> !it.enabled() && !RUNS.contains(it.activeState())).isEmpty();
  }

  private static Problem stillVotes(Site site, String system, String voter) {
    return Problem.of(
            ProblemId.VOTERS_DIFFER,
            voter + " votes in " + system + " and is no server of the site file")
        .withEvidence(
            "servers of the site file: "
                + String.join(", ", site.servers().stream().map(Host::name).toList()))
        .withFix("write it back into the site file as a server")
        .withClusterSafe(true, "this command changed nothing");
  }

  private static Problem tooMany(String system, List<String> joining, int staying, int planned) {
    return Problem.of(
            ProblemId.VOTERS_DIFFER,
            "Too many servers would join " + system + " at once: " + String.join(", ", joining))
        .withEvidence(
            "of "
                + planned
                + " servers "
                + staying
                + " vote now; "
                + QuorumGuard.majority(planned)
                + " are needed if none of the others stays")
        .withFix("add two servers, holdfast apply, then the next two")
        .withClusterSafe(true, "this command changed nothing");
  }

  /// The name of a voter that another view of the site knows by its address alone.
  public static String named(Site site, String voter) {
    return Optional.of(voter)
        .filter(name -> name.contains(":"))
        .map(address -> address.substring(0, address.lastIndexOf(':')))
        .flatMap(
            address ->
                site.hosts().stream()
                    .filter(host -> host.address().equals(address))
                    .map(Host::name)
                    .findFirst())
        .orElse(voter);
  }
}
