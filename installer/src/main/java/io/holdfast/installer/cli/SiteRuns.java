package io.holdfast.installer.cli;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.RemovalPlans;
import io.holdfast.scheduler.run.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The runs of a site as this machine knows them, and which of them has something left to do.
///
/// Runs that brought a bundle are gone on with, and those that boot hosts. Those that closed or
/// opened a worker leave the one before them as it is, and are given again where they stopped.
final class SiteRuns {
  private SiteRuns() {}

  /// Those that brought a bundle, in the order in which they began.
  static List<RunFolder> withBundle(SiteFolder folder) {
    return folder.runs().stream().map(folder::run).filter(SiteRuns::bringsBundle).toList();
  }

  static boolean bringsBundle(RunFolder run) {
    return run.is(Plan.Verb::bringsBundle);
  }

  /// The same without those that were refused before they did anything.
  static List<RunFolder> begunWithBundle(SiteFolder folder) {
    return withBundle(folder).stream().filter(RunFolder::isBegun).toList();
  }

  /// Whether a run did all of it, but for workers that gave no answer.
  static boolean endedWell(RunFolder run) {
    return run.outcome().filter(SiteRuns::isGoodEnd).isPresent();
  }

  static boolean isGoodEnd(Outcome end) {
    return end.exitCode() == 0 || end.doneButForSome();
  }

  /// Those that a resume may go on with, in the order in which they began.
  static List<RunFolder> goneOnWith(SiteFolder folder) {
    return folder.runs().stream().map(folder::run).filter(SiteRuns::isGoneOnWith).toList();
  }

  static boolean isGoneOnWith(RunFolder run) {
    return run.is(Plan.Verb::isGoneOnWith);
  }

  /// The run that a resume goes on with.
  static Optional<RunFolder> toResume(SiteFolder folder) {
    return folder.toResume();
  }

  /// The run that matters most to who looks at the site: the one to go on with, or the last one.
  static Optional<RunFolder> foremost(SiteFolder folder) {
    return toResume(folder).or(folder::lastRun);
  }

  /// Whether a run has something left to do: it was cut off, or it stopped.
  static boolean isUnfinished(RunFolder run) {
    return run.isUnfinished();
  }

  /// The hosts that a run takes out of the cluster; none for other runs.
  static List<String> leaving(RunFolder run) {
    return run.plan().map(RemovalPlans::hostsOf).orElse(List.of());
  }

  /// Hosts that a removal which stopped has begun to take out, and not seen off.
  static Set<String> inTheMiddleOfLeaving(SiteFolder folder) {
    return toResume(folder)
        .filter(run -> !leaving(run).isEmpty())
        .map(run -> Set.copyOf(run.inTheMiddle()))
        .orElse(Set.of());
  }

  /// Whether a run ended in the middle of something. One that stopped in order left every host in a
  /// known state, from which a new plan may begin as well.
  static boolean isCutOff(RunFolder run) {
    return run.isBegun() && run.plan().isPresent() && run.outcome().isEmpty();
  }
}
