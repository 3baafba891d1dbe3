package io.holdfast.installer.run;

import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.run.Spare;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which copies stand on hosts, for plans that bring no bundle.
public final class StandingCopies {
  private StandingCopies() {}

  /// Component to copy id, by host. Hosts that do not answer, are another cluster's or have nothing
  /// of ours are refused together.
  public static Map<String, SortedMap<String, String>> of(
      SiteSession session, String siteId, Collection<String> hosts) {
    var program = session.site().places().program();
    var request = new ReadRequest(program, List.of(), List.of(), List.of(), List.of());
    var standing = new TreeMap<String, SortedMap<String, String>>();
    var problems = new TreeMap<String, Problem>();
    Readings.of(session.hosts(), hosts, Spare.NONE, _ -> request)
        .readings()
        .forEach(
            (host, reading) -> {
              if (reading.siteId().filter(found -> !found.equals(siteId)).isPresent()) {
                problems.put(
                    host,
                    Problem.of(ProblemId.OTHER_CLUSTER, "The host belongs to another cluster")
                        .withHost(host)
                        .withEvidence("its site is " + reading.siteId().get()));
              } else if (reading.current().isEmpty()) {
                problems.put(
                    host,
                    Problem.of(ProblemId.USAGE_WRONG, "Nothing of this site stands on " + host)
                        .withHost(host)
                        .withFix("holdfast apply   # installs what is missing"));
              } else {
                standing.put(host, reading.current());
              }
            });
    if (!problems.isEmpty()) {
      throw HoldfastException.of(List.copyOf(problems.values()));
    }
    return standing;
  }
}
