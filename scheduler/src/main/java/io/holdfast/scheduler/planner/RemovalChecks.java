package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.quorum.QuorumGuard;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Which hosts a cluster can do without for good, whatever they do now.
///
/// What is left has to be a site: a number of servers that can hold a quorum and lose one, somebody
/// who works, and somebody who balances where somebody did. Servers that leave are counted until
/// the last of them has left, so those that stay have to be a majority of all of them.
public final class RemovalChecks {
  private RemovalChecks() {}

  /// All that is wrong; `leaving` are names of hosts of the site, `dead` those among them that
  /// never come back.
  public static List<Problem> problems(Site site, Set<String> leaving, Set<String> dead) {
    var problems = new ArrayList<Problem>();
    var alive = leaving.stream().filter(host -> !dead.contains(host)).toList();
    var silent =
        names(site.loadBalancers()).stream()
            .filter(leaving::contains)
            .filter(dead::contains)
            .toList();
    if (!silent.isEmpty() && names(site.workers()).stream().anyMatch(alive::contains)) {
      problems.add(silent(silent));
    }
    for (var role : List.of(Role.WORKER, Role.LB)) {
      var all = names(site.hosts(role));
      if (!all.isEmpty() && leaving.containsAll(all)) {
        problems.add(last(role, all));
      }
    }
    var servers = names(site.servers());
    var staying = servers.stream().filter(name -> !leaving.contains(name)).toList();
    if (staying.isEmpty()) {
      problems.add(last(Role.SERVER, servers));
    } else if (staying.size() < servers.size()) {
      if (!SiteReader.isServerNumber(staying.size())) {
        problems.add(odd(servers, staying));
      } else if (staying.size() < QuorumGuard.majority(servers.size())) {
        problems.add(tooMany(servers, staying));
      }
    }
    return List.copyOf(problems);
  }

  /// Before a worker is emptied every load balancer is told.
  private static Problem silent(List<String> balancers) {
    return Problem.of(
            ProblemId.USAGE_WRONG,
            "No worker can be emptied while "
                + String.join(", ", balancers)
                + " is among the load balancers and dead")
        .withFix(
            "holdfast hosts remove --dead " + String.join(" --dead ", balancers) + "   # first")
        .withClusterSafe(true, "this command changed nothing");
  }

  private static List<String> names(List<Host> hosts) {
    return hosts.stream().map(Host::name).toList();
  }

  private static Problem last(Role role, List<String> all) {
    return Problem.of(
            ProblemId.USAGE_WRONG,
            "No host with the role "
                + role.word()
                + " would be left without "
                + String.join(", ", all))
        .withFix("write another one into the site file, holdfast apply, then remove this one")
        .withClusterSafe(true, "this command changed nothing");
  }

  private static Problem odd(List<String> servers, List<String> staying) {
    return Problem.of(
            ProblemId.VOTERS_DIFFER,
            staying.size() + " servers would be left; a site has 1, 3, 5 or 7")
        .withEvidence("of " + servers.size() + " servers would stay: " + String.join(", ", staying))
        .withFix(
            servers.size() > 3
                ? "name one more server: two leave in one run"
                : "holdfast hosts replace SERVER   # where its machine or its disk is lost")
        .withClusterSafe(true, "this command changed nothing");
  }

  private static Problem tooMany(List<String> servers, List<String> staying) {
    return Problem.of(ProblemId.VOTERS_DIFFER, "Too many servers would leave at once")
        .withEvidence(
            "of "
                + servers.size()
                + " servers would stay: "
                + String.join(", ", staying)
                + "; "
                + QuorumGuard.majority(servers.size())
                + " have to, for the others are counted until the last of them has left")
        .withFix(
            servers.size() > 3
                ? "remove two, holdfast apply, then the next two"
                : "keep three servers: one that is alone can lose nobody")
        .withClusterSafe(true, "this command changed nothing");
  }
}
