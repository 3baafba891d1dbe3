package io.holdfast.installer.run;

import io.holdfast.installer.run.RunFolder.About.Stood;
import io.holdfast.installer.run.SiteFolder.Settled;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.HoldfastException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The runs of an upgrade that is not over, in their order: all since the site last stood whole at
/// the end of a bundle, or its way back was given up. A stop on the way is no end, and neither is a
/// run that stopped or was put back. What the first of them saved is the state that no newer
/// version has written to.
record Journey(List<String> runs) {
  private static final System.Logger LOG = System.getLogger(Journey.class.getName());

  static final Journey NONE = new Journey(List.of());

  Journey {
    runs = List.copyOf(runs);
  }

  /// As this machine knows them. A run that cannot be read is no end of one.
  static Journey of(SiteFolder site) {
    var settled = site.settled();
    var runs = new ArrayList<String>();
    for (var runId : site.runs()) {
      try {
        go(site.run(runId), settled, runs);
      } catch (HoldfastException | UncheckedIOException unreadable) {
        LOG.log(System.Logger.Level.WARNING, "the run " + runId, unreadable);
      }
    }
    return new Journey(runs);
  }

  private static void go(RunFolder run, Optional<Settled> settled, List<String> runs) {
    if (run.is(Plan.Verb::bringsBundle)) {
      runs.add(run.runId());
    }
    if (isEnd(run, settled)) {
      runs.clear();
    }
  }

  /// Workers that were left behind are still on the way, and so is what a run of a part left. A
  /// server that was replaced is one host of many.
  private static boolean isEnd(RunFolder run, Optional<Settled> settled) {
    return isSettled(run, settled)
        || (run.outcome().map(Outcome::exitCode).filter(code -> code == 0).isPresent()
            && run.is(Journey::isOver)
            && run.plan().flatMap(Plan::leg).isEmpty()
            && run.about().flatMap(RunFolder.About::left).isEmpty());
  }

  private static boolean isOver(Plan.Verb verb) {
    return verb == Plan.Verb.FINALIZE || (verb.bringsBundle() && verb != Plan.Verb.REPLACE);
  }

  /// All hosts were found to stand at the end of a bundle.
  private static boolean isSettled(RunFolder run, Optional<Settled> settled) {
    return settled
        .filter(it -> it.runId().equals(run.runId()))
        .filter(it -> it.at().flatMap(Stood::stop).isEmpty())
        .isPresent();
  }

  /// The state of a product that the first of them saved, of those that are there.
  Optional<SnapshotName> first(String product, Collection<SnapshotName> there) {
    return runs.stream()
        .map(runId -> new SnapshotName(runId, product))
        .filter(there::contains)
        .findFirst();
  }
}
