package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What speaks against giving up the way back, as the hosts stand. While a component stands at two
/// versions nobody can say which of them is to stay.
public final class FinalizeChecks {
  private FinalizeChecks() {}

  /// All that is wrong, ordered by host and component.
  public static List<Problem> problems(String siteId, Map<String, HostReading> readings) {
    var problems = new ArrayList<Problem>();
    new TreeMap<>(readings).forEach((host, it) -> problems.addAll(of(siteId, host, it)));
    return problems.isEmpty() ? mixed(readings) : List.copyOf(problems);
  }

  private static List<Problem> of(String siteId, String host, HostReading reading) {
    if (reading.siteId().filter(found -> !found.equals(siteId)).isPresent()) {
      return List.of(
          Problem.of(ProblemId.OTHER_CLUSTER, "The host belongs to another cluster")
              .withHost(host)
              .withEvidence("its site is " + reading.siteId().get()));
    }
    if (reading.current().isEmpty()) {
      return List.of(
          Problem.of(ProblemId.USAGE_WRONG, "Nothing of this site stands on " + host)
              .withHost(host)
              .withFix("holdfast apply   # installs what is missing")
              .withClusterSafe(true, "this command changed nothing"));
    }
    return reading.undo().isPresent()
        ? List.of()
        : List.of(
            Problem.of(
                    ProblemId.USAGE_WRONG,
                    "The agent of "
                        + host
                        + " is of an earlier release and cannot say what it keeps for a way back")
                .withHost(host)
                .withFix("holdfast upgrade --bundle BUNDLE   # with an agent of this release")
                .withClusterSafe(true, "this command changed nothing"));
  }

  private static List<Problem> mixed(Map<String, HostReading> readings) {
    var hosts = new TreeMap<String, SortedMap<String, SortedSet<String>>>();
    readings.forEach(
        (host, reading) ->
            reading
                .current()
                .forEach(
                    (component, copyId) ->
                        hosts
                            .computeIfAbsent(component, _ -> new TreeMap<>())
                            .computeIfAbsent(version(copyId), _ -> new TreeSet<>())
                            .add(host)));
    return hosts.entrySet().stream()
        .filter(component -> component.getValue().size() > 1)
        .map(component -> mixed(component.getKey(), component.getValue()))
        .toList();
  }

  private static String version(String copyId) {
    return copyId.contains("-") ? DesiredCopy.versionOf(copyId) : copyId;
  }

  private static Problem mixed(String component, Map<String, SortedSet<String>> versions) {
    return Problem.of(
            ProblemId.VERSIONS_MIXED,
            component + " stands at " + versions.size() + " versions, so its way back is needed")
        .withEvidence(
            versions.entrySet().stream()
                .map(it -> it.getKey() + " on " + String.join(", ", it.getValue()))
                .collect(Collectors.joining("; ")))
        .withFix("holdfast apply   # brings all hosts to one version", "holdfast status")
        .withClusterSafe(true, "this command changed nothing");
  }
}
