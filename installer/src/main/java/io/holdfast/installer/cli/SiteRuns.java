package io.holdfast.installer.cli;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

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
    return is(run, Plan.Verb::bringsBundle);
  }

  /// Those that a resume may go on with, in the order in which they began.
  static List<RunFolder> goneOnWith(SiteFolder folder) {
    return folder.runs().stream().map(folder::run).filter(SiteRuns::isGoneOnWith).toList();
  }

  static boolean isGoneOnWith(RunFolder run) {
    return is(run, Plan.Verb::isGoneOnWith);
  }

  private static boolean is(RunFolder run, Predicate<Plan.Verb> kind) {
    return run.about().stream()
        .allMatch(
            about ->
                Stream.of(Plan.Verb.values())
                    .filter(known -> known.word().equals(about.verb()))
                    .allMatch(kind));
  }

  /// The run that a resume goes on with.
  static Optional<RunFolder> toResume(SiteFolder folder) {
    var runs = goneOnWith(folder);
    return runs.isEmpty()
        ? Optional.empty()
        : Optional.of(runs.getLast()).filter(SiteRuns::isUnfinished);
  }

  /// The run that matters most to who looks at the site: the one to go on with, or the last one.
  static Optional<RunFolder> foremost(SiteFolder folder) {
    return toResume(folder).or(folder::lastRun);
  }

  /// Whether a run has something left to do: it was cut off, or it stopped.
  static boolean isUnfinished(RunFolder run) {
    return run.isBegun()
        && run.plan().isPresent()
        && run.outcome().map(Outcome::resumable).orElse(true);
  }

  /// Whether a run ended in the middle of something. One that stopped in order left every host in a
  /// known state, from which a new plan may begin as well.
  static boolean isCutOff(RunFolder run) {
    return run.isBegun() && run.plan().isPresent() && run.outcome().isEmpty();
  }
}
