package io.holdfast.installer.cli;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.Stays;
import io.holdfast.templates.site.Engine;

/// What a site has at newer versions than its bundle, because it went back to that bundle: the plan
/// of its last run with it says so. Whoever applies the same bundle again means no other versions.
final class StayedBehind {
  private StayedBehind() {}

  /// Of a bundle by its digest; nothing once a run has brought another one to its good end. A run
  /// that did not come so far leaves it as it was.
  static Stays of(SiteFolder folder, Engine engine, String digest) {
    for (var run : SiteRuns.begunWithBundle(folder).reversed()) {
      if (run.about().filter(about -> about.bundleDigest().equals(digest)).isPresent()) {
        return run.plan()
            .flatMap(Plan::stays)
            .map(then -> Stays.since(then, engine))
            .orElse(Stays.NONE);
      }
      if (SiteRuns.endedWell(run)) {
        return Stays.NONE;
      }
    }
    return Stays.NONE;
  }
}
