package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.run.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What came of rehearsing a customer's own change: once undisturbed, then once for each seed with
/// faults. Its JSON is the last line of `holdfast sim --site ... --output json`; the fields up to
/// `faults` are those of [SimReport]. Times are milliseconds of the model.
///
/// @param undisturbedMs how long the run takes when nothing goes wrong
/// @param groups what became of each group in the undisturbed run
/// @param completed runs that reached their end, whatever went wrong
/// @param putBack runs whose new version was bad: the host was put back and the run stopped
/// @param longestMs the longest run, with all its kills, outages and resumes
public record RehearsalReport(
    String schema,
    String type,
    long seeds,
    long events,
    long violations,
    long firstSeed,
    SortedMap<String, Integer> faults,
    String site,
    String bundle,
    String verb,
    int hosts,
    int servers,
    int workers,
    int balancers,
    List<Rehearsal.Change> changes,
    long undisturbedMs,
    List<Outcome.GroupOutcome> groups,
    long completed,
    long putBack,
    long longestMs) {
  private static final int PUT_BACK = 7;

  public RehearsalReport {
    faults = Collections.unmodifiableSortedMap(new TreeMap<>(faults));
    changes = List.copyOf(changes);
    groups = List.copyOf(groups);
  }

  public static RehearsalReport of(
      Rehearsal rehearsal, SimResult undisturbed, List<SimResult> disturbed, long firstSeed) {
    var sum = SimReport.startingAt(firstSeed);
    for (var result : disturbed) {
      sum = sum.with(result);
    }
    var site = rehearsal.site();
    return new RehearsalReport(
        sum.schema(),
        sum.type(),
        sum.seeds(),
        sum.events(),
        sum.violations(),
        sum.firstSeed(),
        sum.faults(),
        site.site(),
        rehearsal.manifest().name() + " " + rehearsal.manifest().version(),
        rehearsal.verb().word(),
        site.hosts().size(),
        site.servers().size(),
        site.workers().size(),
        site.loadBalancers().size(),
        rehearsal.changes(),
        undisturbed.runMs(),
        undisturbed.outcome().map(Outcome::groups).orElse(List.of()),
        disturbed.stream().filter(result -> ended(result, 0)).count(),
        disturbed.stream().filter(result -> ended(result, PUT_BACK)).count(),
        disturbed.stream().mapToLong(SimResult::runMs).max().orElse(0));
  }

  private static boolean ended(SimResult result, int exitCode) {
    Optional<Outcome> outcome = result.outcome();
    return outcome.filter(it -> !it.resumable() && it.exitCode() == exitCode).isPresent();
  }
}
