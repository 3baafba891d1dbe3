package io.holdfast.installer.run;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The runs of an upgrade that is not over, in their order: all since the site last stood whole at
/// the end of a bundle, or its way back was given up. A stop on the way is no end, and neither is a
/// run that stopped or was put back. What the first of them saved is the state that no newer
/// version has written to.
record Journey(List<String> runs) {
  static final Journey NONE = new Journey(List.of());

  Journey {
    runs = List.copyOf(runs);
  }

  /// As this machine knows them.
  static Journey of(SiteFolder site) {
    var runs = new ArrayList<String>();
    for (var runId : site.runs()) {
      var run = site.run(runId);
      if (run.is(Plan.Verb::bringsBundle)) {
        runs.add(runId);
      }
      if (isEnd(run, site.settled())) {
        runs.clear();
      }
    }
    return new Journey(runs);
  }

  /// Workers that were left behind are still on the way, and so is what a run of a part left. A
  /// server that was replaced is one host of many.
  private static boolean isEnd(RunFolder run, Optional<String> settled) {
    var isWell =
        run.outcome().map(Outcome::exitCode).filter(code -> code == 0).isPresent()
            || settled.filter(run.runId()::equals).isPresent();
    return isWell
        && run.is(
            verb ->
                verb == Plan.Verb.FINALIZE || (verb.bringsBundle() && verb != Plan.Verb.REPLACE))
        && run.plan().flatMap(Plan::leg).isEmpty()
        && run.about().flatMap(RunFolder.About::left).isEmpty();
  }

  /// The state of a product that the first of them saved, of those that are there.
  Optional<SnapshotName> first(String product, Collection<SnapshotName> there) {
    return runs.stream()
        .map(runId -> new SnapshotName(runId, product))
        .filter(there::contains)
        .findFirst();
  }
}
