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
      case RETURN, DRAIN, EXCLUDE, RECOVER -> List.of();
      case RESTORE -> servers(site, inMaintenance);
      case MAINTAIN -> quorum(site, disturbed, inMaintenance);
      case REPLACE -> problems(site, plan, disturbed, without(replaced(plan), inMaintenance));
      case REMOVE -> rest(site, disturbed, without(disturbed, inMaintenance));
      case INSTALL, APPLY, UPGRADE, ROLLBACK, UNDRAIN, REBOOT, FINALIZE ->
          problems(site, plan, disturbed, inMaintenance);
    };
  }

  /// What is wrong with a new run while nobody can tell what is in maintenance: whoever changes a
  /// server that stands, or boots one, could take away the last one that the cluster needs, and a
  /// way back may be what helps such a cluster. To start what is stopped, and to install what is
  /// missing, is how it comes back.
  public static List<Problem> unknown(Site site, Plan plan) {
    var servers = site.servers().stream().map(Host::name).toList();
    var disturbed = new TreeSet<String>();
    switch (plan.verb()) {
      case APPLY, UPGRADE, ROLLBACK, REPLACE ->
          plan.changes()
              .forEach(
                  (host, change) -> {
                    if (!change.to().entrySet().containsAll(change.from().entrySet())) {
                      disturbed.add(host);
                    }
                  });
      case REBOOT, REMOVE, FINALIZE -> plan.steps().forEach(step -> disturbed.add(step.host()));
      case INSTALL, DRAIN, UNDRAIN, EXCLUDE, RESTORE, MAINTAIN, RETURN, RECOVER -> {
        // these change no server that stands, or ask Consul themselves
      }
    }
    disturbed.retainAll(servers);
    return servers.size() == 1 || disturbed.isEmpty() ? List.of() : List.of(unknown(disturbed));
  }

  private static Problem unknown(Set<String> disturbed) {
    return Problem.of(
            ProblemId.API_SILENT,
            "No server of Consul knows a leader, so nobody can tell which hosts are in maintenance")
        .withEvidence("the run would disturb " + String.join(", ", disturbed))
        .withFix(
            "holdfast status",
            "holdfast resume   # goes on with a run that stopped, also now",
            "holdfast recover   # brings Consul back; then give the command once more")
        .withClusterSafe(true, "this command changed nothing");
  }

  /// A restore writes to every server of a product.
  private static List<Problem> servers(Site site, Set<String> inMaintenance) {
    return site.servers().stream()
        .map(Host::name)
        .filter(inMaintenance::contains)
        .sorted()
        .map(Spared::itself)
        .toList();
  }

  private static List<Problem> problems(
      Site site, Plan plan, Set<String> disturbed, Set<String> inMaintenance) {

    var own = new TreeSet<>(plan.steps().stream().map(Step::host).toList());
    own.retainAll(inMaintenance);
    return own.isEmpty()
        ? quorum(site, disturbed, inMaintenance)
        : own.stream().map(Spared::itself).toList();
  }

  /// Those that stay have to be a majority of all servers without those that may be off, for the
  /// ones that leave are counted until the last of them has left.
  private static List<Problem> rest(Site site, Set<String> leaving, Set<String> away) {
    var servers = site.servers().stream().map(Host::name).toList();
    var staying =
        servers.stream().filter(it -> !leaving.contains(it) && !away.contains(it)).count();
    var isFine =
        servers.stream().noneMatch(leaving::contains)
            || servers.stream().noneMatch(away::contains)
            || staying >= QuorumGuard.majority(servers.size());
    return isFine
        ? List.of()
        : leaving.stream().filter(servers::contains).map(host -> needed(host, away)).toList();
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
        .withEvidence(
            "noted by hosts maintenance begin, or by hosts remove: then take it out of the site"
                + " file")
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
