package io.holdfast.installer.cli;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.sim.Rehearsal;
import io.holdfast.scheduler.sim.RehearsalReport;
import io.holdfast.scheduler.sim.SimOptions;
import io.holdfast.scheduler.sim.SimResult;
import io.holdfast.scheduler.sim.Simulator;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// A customer's own change in the simulator: once undisturbed, then once for each seed with faults,
/// on all cores.
record SiteRehearsal(Rehearsal rehearsal, long firstSeed, long seeds) {
  /// Simulated hosts in all for which nobody has to wait long.
  private static final long HOSTS = 2_000;

  private static final long FEWEST = 4;

  /// The page for people, the report for scripts, and the first run that broke a promise.
  record Result(List<String> page, RehearsalReport report, Optional<SimResult> broken) {}

  /// As many runs as take some ten seconds.
  static long seedsFor(Rehearsal rehearsal) {
    return Math.max(FEWEST, HOSTS / rehearsal.site().hosts().size());
  }

  /// Refuses a change of which the simulator has no model.
  static Rehearsal requireChanges(Rehearsal rehearsal) {
    if (rehearsal.changes().isEmpty()) {
      throw Problem.of(
              ProblemId.USAGE_WRONG, "The site stands at every version of this bundle already")
          .withEvidence("a rehearsal is about versions, not about what is in files")
          .withFix("holdfast plan   # what would change in files")
          .asException();
    }
    return rehearsal;
  }

  /// The versions that the site's runs on this machine have brought; empty where it is not
  /// installed as far as is known here.
  static SortedMap<String, String> standing(SiteFolder folder) {
    var versions = new TreeMap<String, String>();
    for (var run : SiteRuns.withBundle(folder)) {
      if (run.outcome().filter(outcome -> outcome.exitCode() == 0).isPresent()) {
        run.plan()
            .ifPresent(
                plan ->
                    plan.changes()
                        .values()
                        .forEach(
                            change ->
                                change
                                    .to()
                                    .forEach(
                                        (component, copy) ->
                                            versions.put(component, DesiredCopy.versionOf(copy)))));
      }
    }
    return versions;
  }

  Result run() {
    var options = SimOptions.of(rehearsal);
    var undisturbed = Simulator.run(firstSeed, options.withoutFaults());
    var disturbed =
        LongStream.range(firstSeed, firstSeed + seeds)
            .parallel()
            .mapToObj(seed -> Simulator.run(seed, options))
            .toList();
    var report = RehearsalReport.of(rehearsal, undisturbed, disturbed, firstSeed);
    var broken =
        Stream.concat(Stream.of(undisturbed), disturbed.stream())
            .filter(result -> result.violation().isPresent())
            .findFirst();
    return new Result(RehearsalPage.lines(report), report, broken);
  }
}
