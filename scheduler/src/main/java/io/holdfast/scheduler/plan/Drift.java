package io.holdfast.scheduler.plan;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a host must look like before a run goes on: each component of the plan stands either as it
/// stood before its step or as its step leaves it. Anything else was somebody else's doing, and
/// going on could destroy it.
public final class Drift {
  private Drift() {}

  /// All that is wrong on any host, ordered by host and component. Every host of the plan must have
  /// been read.
  public static List<Problem> problems(Plan plan, Map<String, HostReading> readings) {
    return problems(plan, readings, Set.of());
  }

  /// The same without hosts that say nothing, of which nothing can be said.
  public static List<Problem> problems(
      Plan plan, Map<String, HostReading> readings, Set<String> silent) {
    var problems = new ArrayList<Problem>();
    plan.changes()
        .forEach(
            (host, change) -> {
              if (silent.contains(host)) {
                return;
              }
              var reading = Objects.requireNonNull(readings.get(host), "no reading of " + host);
              otherCluster(plan, host, reading)
                  .ifPresentOrElse(problems::add, () -> problems.addAll(of(host, change, reading)));
            });
    return List.copyOf(problems);
  }

  /// A host without an identity is one that the run has not reached yet.
  private static Optional<Problem> otherCluster(Plan plan, String host, HostReading reading) {
    return reading
        .siteId()
        .filter(found -> !found.equals(plan.siteId()))
        .map(
            found ->
                Problem.of(ProblemId.OTHER_CLUSTER, "The host belongs to another cluster")
                    .withHost(host)
                    .withEvidence("its site is " + found + ", the plan is for " + plan.siteId()));
  }

  private static List<Problem> of(String host, Plan.HostChange change, HostReading reading) {
    return Stream.concat(change.from().keySet().stream(), change.to().keySet().stream())
        .distinct()
        .sorted()
        .flatMap(component -> of(host, component, change, reading).stream())
        .toList();
  }

  private static Optional<Problem> of(
      String host, String component, Plan.HostChange change, HostReading reading) {
    var found = Optional.ofNullable(reading.current().get(component));
    var before = Optional.ofNullable(change.from().get(component));
    var after = Optional.ofNullable(change.to().get(component));
    if (found.equals(before) || found.equals(after)) {
      return Optional.empty();
    }
    var expected =
        Stream.of(before, after).map(Drift::word).distinct().collect(Collectors.joining(" or "));
    return Optional.of(
        Problem.of(
                ProblemId.DRIFT,
                component + " on this host was changed by somebody else since the run stopped")
            .withHost(host)
            .withEvidence("expected: " + expected + "; found: " + word(found))
            .withFix("Put " + component + " back as it was on " + host + ", then resume")
            .withClusterSafe(true, "the resumed run has changed nothing")
            .withResume("holdfast resume"));
  }

  private static String word(Optional<String> copy) {
    return copy.map(id -> "copy " + id).orElse("no copy");
  }
}
