package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Keeps a plan off a Docker that is somebody else's, whatever preflight was asked: none is
/// installed over it, and one of ours does not turn into one that is only used.
final class ExistingChecks {
  private ExistingChecks() {}

  static void check(PlanInput input) {
    var problems = new Problems();
    for (var host : input.desired()) {
      Optional.ofNullable(input.readings().get(host.host()))
          .flatMap(reading -> problem(input.site(), host, reading))
          .ifPresent(problems::add);
    }
    problems.throwIfAny();
  }

  /// The products that are used as they stand, with the hosts they stand on.
  static Optional<SortedMap<String, List<String>>> used(Site site) {
    if (!site.usesExistingDocker()) {
      return Optional.empty();
    }
    var hosts = site.workers().stream().map(Host::name).sorted().toList();
    return Optional.of(new TreeMap<>(Map.of(Layout.DOCKER, hosts)));
  }

  private static Optional<Problem> problem(Site site, DesiredHost host, HostReading reading) {
    var isOurs = reading.current().containsKey(Layout.DOCKER);
    if (isOurs && site.usesExistingDocker() && isWorker(site, host)) {
      return Optional.of(
          Problem.of(
                  ProblemId.EXISTING_REFUSED,
                  "The Docker of this host was installed by Holdfast, so it is not one to be only"
                      + " used")
              .withHost(host.host())
              .withFix("take \"existing: {docker: use}\" out of site.yaml"));
    }
    return host.copy(Layout.DOCKER)
        .filter(docker -> !isOurs && isForeign(docker, reading))
        .map(docker -> foreign(host.host()));
  }

  private static boolean isWorker(Site site, DesiredHost host) {
    return site.host(host.host()).filter(it -> it.is(Role.WORKER)).isPresent();
  }

  /// Files of ours come to a host before its Docker does, so one without them came by itself.
  private static boolean isForeign(DesiredCopy docker, HostReading reading) {
    return reading.units().containsKey(Layout.DOCKER_UNIT)
        && docker.placed().stream()
            .map(Action.PlaceFile::path)
            .filter(path -> path.startsWith("/etc/systemd/"))
            .noneMatch(path -> reading.files().containsKey(path));
  }

  private static Problem foreign(String host) {
    return Problem.of(
            ProblemId.EXISTING_DOCKER, "The host has a Docker that Holdfast did not install")
        .withHost(host)
        .withFix(
            "remove it from the host first, or choose another host",
            "holdfast explain " + ProblemId.EXISTING_DOCKER);
  }
}
