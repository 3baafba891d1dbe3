package io.holdfast.installer.cli;

import io.holdfast.bundle.file.Bundle;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.SiteFolder.Origin;
import io.holdfast.scheduler.plan.Plan;
import java.util.Optional;

/// What the runs of a site tell about bundles: which one it stands at, and which were put back.
///
/// A bundle that failed is not what anybody means who names none: at night, `apply --yes` would
/// roll it out again.
final class BundleHistory {
  private static final int PUT_BACK = 7;

  private BundleHistory() {}

  /// The bundle of the last run here that ended well. Before there is one, it is that of the first
  /// install, which may have stopped half-way.
  static Optional<Origin> standing(SiteFolder folder) {
    return folder.standing().or(() -> folder.origin().filter(_ -> isOnlyInstalled(folder)));
  }

  private static boolean isOnlyInstalled(SiteFolder folder) {
    return SiteRuns.withBundle(folder).stream()
        .flatMap(run -> run.about().stream())
        .allMatch(about -> about.verb().equals("install"));
  }

  /// The last run by which this very bundle was put back; empty when it ended well after that.
  static Optional<String> putBackBy(SiteFolder folder, String digest) {
    var found = Optional.<String>empty();
    for (var run : SiteRuns.withBundle(folder)) {
      var outcome = run.outcome();
      var isIt = run.about().filter(about -> about.bundleDigest().equals(digest)).isPresent();
      if (isIt && outcome.isPresent()) {
        found =
            switch (outcome.get().exitCode()) {
              case 0 -> Optional.empty();
              case PUT_BACK -> Optional.of(run.runId());
              default -> found;
            };
      }
    }
    return found;
  }

  /// Name and version of the bundle of the last run that ended well, as far as this machine knows,
  /// and the stop of it that was reached, where that was not the end. One that carried out a part
  /// of a plan brought the site to no other bundle.
  static Optional<String> standingName(SiteFolder folder) {
    var standing = folder.standing().flatMap(Origin::bundle);
    return SiteRuns.withBundle(folder).reversed().stream()
        .filter(SiteRuns::endedWell)
        .filter(run -> run.about().flatMap(RunFolder.About::left).isEmpty())
        .filter(
            run ->
                run.origin()
                    .flatMap(Origin::bundle)
                    .filter(file -> standing.isPresent() && !standing.get().equals(file))
                    .isEmpty())
        .flatMap(run -> run.about().map(about -> name(about, run)).stream())
        .findFirst();
  }

  /// What a run is about: name and version of its bundle, and the stop that it leads to.
  static String name(RunFolder.About about, RunFolder run) {
    var bundle = about.bundleName() + " " + about.bundleVersion();
    return run.plan().flatMap(Plan::leg).map(leg -> bundle + ", stop " + leg.stop()).orElse(bundle);
  }

  /// Which bundle a run is about.
  record Brought(String digest, String name, String version) {
    static Brought of(Bundle bundle) {
      var manifest = bundle.manifest();
      return new Brought(bundle.digest(), manifest.name(), manifest.version());
    }
  }

  /// The bundle of the last run that brought one, for a run that brings none.
  static Brought lastBrought(SiteFolder folder) {
    return SiteRuns.goneOnWith(folder).reversed().stream()
        .flatMap(run -> run.about().stream())
        .map(about -> new Brought(about.bundleDigest(), about.bundleName(), about.bundleVersion()))
        .findFirst()
        .orElseGet(() -> new Brought("", "", ""));
  }

  static String name(Bundle bundle) {
    return bundle.manifest().name() + " " + bundle.manifest().version();
  }
}
