package io.holdfast.installer.cli;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The runs of a site as this machine knows them, and which of them has something left to do.
///
/// Only runs that brought a bundle are gone on with. Those that closed or opened a worker leave the
/// one before them as it is, and are given again where they stopped.
final class SiteRuns {
  private SiteRuns() {}

  /// Those that brought a bundle, in the order in which they began.
  static List<RunFolder> withBundle(SiteFolder folder) {
    return folder.runs().stream().map(folder::run).filter(SiteRuns::bringsBundle).toList();
  }

  static boolean bringsBundle(RunFolder run) {
    return run.about().filter(about -> !bringsBundle(about.verb())).isEmpty();
  }

  private static boolean bringsBundle(String verb) {
    return Stream.of(Plan.Verb.values())
        .filter(known -> known.word().equals(verb))
        .allMatch(Plan.Verb::bringsBundle);
  }

  /// The run that a resume goes on with.
  static Optional<RunFolder> toResume(SiteFolder folder) {
    var runs = withBundle(folder);
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
