package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.quorum.QuorumGuard;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a run must leave alone while hosts are in maintenance: those hosts themselves, and servers
/// that the cluster could not lose if they were off. What a quorum says of a server that is still
/// up does not count here, for it may be gone a moment later.
public final class Spared {
  private Spared() {}

  /// All that is wrong with a plan, ordered by host.
  public static List<Problem> problems(Site site, Plan plan, Set<String> inMaintenance) {
    var disturbed = new TreeSet<String>();
    for (var stage : plan.stages()) {
      stage.planned().stream()
          .filter(step -> stage instanceof Stage.Group || step.disruptive())
          .map(Step::host)
          .forEach(disturbed::add);
    }
    return switch (plan.verb()) {
      case RETURN, DRAIN, EXCLUDE, RESTORE -> List.of();
      case MAINTAIN -> quorum(site, disturbed, inMaintenance);
      case REPLACE -> problems(site, plan, disturbed, without(replaced(plan), inMaintenance));
      case INSTALL, APPLY, UPGRADE, UNDRAIN, REBOOT ->
          problems(site, plan, disturbed, inMaintenance);
    };
  }

  private static List<Problem> problems(
      Site site, Plan plan, Set<String> disturbed, Set<String> inMaintenance) {

    var own = new TreeSet<>(plan.steps().stream().map(Step::host).toList());
    own.retainAll(inMaintenance);
    return own.isEmpty()
        ? quorum(site, disturbed, inMaintenance)
        : own.stream().map(Spared::itself).toList();
  }

  /// The host that came back empty: whoever replaced its disk may have begun a maintenance for
  /// that.
  private static Set<String> replaced(Plan plan) {
    var hosts = new TreeSet<String>();
    plan.stages().stream()
        .filter(stage -> stage.path().equals(Plan.Verb.REPLACE.path()))
        .flatMap(stage -> stage.planned().stream())
        .forEach(step -> hosts.add(step.host()));
    return hosts;
  }

  private static Set<String> without(Set<String> some, Set<String> all) {
    var left = new TreeSet<>(all);
    left.removeAll(some);
    return left;
  }

  /// How many more servers the cluster can lose while these are away.
  public static int spare(Site site, Set<String> inMaintenance) {
    var servers = site.servers().size();
    long away = site.servers().stream().map(Host::name).filter(inMaintenance::contains).count();
    return (int) Math.max(0, servers - away - QuorumGuard.majority(servers));
  }

  private static List<Problem> quorum(Site site, Set<String> disturbed, Set<String> away) {
    var servers = site.servers().stream().map(Host::name).toList();
    var need = QuorumGuard.majority(servers.size());
    return servers.size() == 1
        ? List.of()
        : disturbed.stream()
            .filter(servers::contains)
            .filter(
                host ->
                    servers.stream()
                            .filter(other -> !other.equals(host) && !away.contains(other))
                            .count()
                        < need)
            .map(host -> needed(host, away))
            .toList();
  }

  private static Problem itself(String host) {
    return Problem.of(ProblemId.IN_MAINTENANCE, host + " may be switched off at any moment")
        .withHost(host)
        .withFix("holdfast hosts maintenance end " + host + "   # when it is up again")
        .withClusterSafe(true, "this command changed nothing");
  }

  private static Problem needed(String host, Set<String> away) {
    var names = String.join(", ", new TreeSet<>(away));
    return Problem.of(
            ProblemId.IN_MAINTENANCE,
            "The cluster cannot lose " + host + " as well: in maintenance is " + names)
        .withHost(host)
        .withFix(
            away.stream()
                .sorted()
                .map(
                    other -> "holdfast hosts maintenance end " + other + "   # when it is up again")
                .toArray(String[]::new))
        .withClusterSafe(true, "this command changed nothing");
  }
}
