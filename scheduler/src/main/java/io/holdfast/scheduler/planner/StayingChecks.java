package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.render.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Keeps a host on which nothing stands from getting an older version than the rest of its site has
/// stayed at: what the others send it, it may not be able to read. For the same reason no site goes
/// back while the servers of what stays stand at two versions: they would be left so.
final class StayingChecks {
  private final PlanInput input;

  private StayingChecks(PlanInput input) {
    this.input = input;
  }

  /// `input` wants everything that stays as it stands.
  static void check(PlanInput input) {
    var problems = new Problems();
    var checks = new StayingChecks(input);
    for (var host : input.desired()) {
      host.copies().values().stream()
          .flatMap(copy -> checks.problem(host, copy).stream())
          .forEach(problems::add);
    }
    if (input.verb() == Plan.Verb.ROLLBACK) {
      checks.divided().forEach(problems::add);
    }
    problems.throwIfAny();
  }

  /// What only an upgrade that goes on brings together.
  private List<Problem> divided() {
    var rules = Stays.goingBack(input.site().engine());
    return input.stays().rules().keySet().stream()
        .filter(component -> rules.ofData(component).isPresent())
        .filter(component -> !Stays.versions(input.desired(), component).isEmpty())
        .flatMap(component -> divided(component, servers(component)).stream())
        .toList();
  }

  private SortedMap<String, List<String>> servers(String component) {
    var servers = new TreeMap<String, List<String>>();
    for (var server : input.site().servers()) {
      Optional.ofNullable(input.readings().get(server.name()))
          .flatMap(reading -> Optional.ofNullable(reading.current().get(component)))
          .map(DesiredCopy::versionOf)
          .ifPresent(
              version ->
                  servers.computeIfAbsent(version, _ -> new ArrayList<>()).add(server.name()));
    }
    return servers;
  }

  private static Optional<Problem> divided(
      String component, SortedMap<String, List<String>> servers) {
    var stand =
        servers.entrySet().stream()
            .map(entry -> entry.getKey() + " on " + String.join(", ", entry.getValue()))
            .collect(Collectors.joining(", at "));
    return Optional.of(servers)
        .filter(versions -> versions.size() > 1)
        .map(
            _ ->
                Problem.of(
                        ProblemId.NO_WAY_BACK,
                        component
                            + " stays as it stands, and its servers stand at two versions: a way"
                            + " back would leave them so")
                    .withEvidence(component + " stands at " + stand)
                    .withFix(
                        "holdfast resume   # brings them together; then, if need be: holdfast rollback",
                        "holdfast upgrade --bundle BUNDLE   # with a newer release, where it cannot go on")
                    .withClusterSafe(true, "nothing was changed"));
  }

  /// An agent serves its own host alone.
  private Optional<Problem> problem(DesiredHost host, DesiredCopy copy) {
    var isNew =
        Optional.ofNullable(input.readings().get(host.host()))
            .filter(reading -> reading.current().containsKey(copy.component()))
            .isEmpty();
    return isNew && !copy.component().equals(Layout.AGENT)
        ? Stays.versions(input.desired(), copy.component()).stream()
            .filter(version -> Stays.isOlder(copy.version(), version))
            .findFirst()
            .map(version -> problem(host.host(), copy, version))
        : Optional.empty();
  }

  private static Problem problem(String host, DesiredCopy copy, String version) {
    return Problem.of(
            ProblemId.WAY_BACK_REFUSED,
            "%s %s is older than %s, at which it stays on other hosts"
                .formatted(copy.component(), copy.version(), version))
        .withHost(host)
        .withEvidence("nothing of it stands on " + host)
        .withFix(
            "holdfast upgrade --bundle BUNDLE   # with %s %s or a newer release: it brings the site forward, and this host along"
                .formatted(copy.component(), version),
            "holdfast hosts replace %s --bundle BUNDLE   # the same for a server that came back empty"
                .formatted(host))
        .withClusterSafe(true, "nothing was changed");
  }
}
