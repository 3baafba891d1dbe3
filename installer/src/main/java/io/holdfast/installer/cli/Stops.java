package io.holdfast.installer.cli;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.installer.run.Aim;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.plan.Leg;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// At which stop of a bundle a site stands, as its runs tell it. Versions alone do not: one that a
/// run has left half-way looks like the next stop.
final class Stops {
  private Stops() {}

  /// An upgrade goes as far as it may, and so does whatever first brings a bundle to a site that
  /// stands. Every other verb keeps to the stop that was reached, or with a run that waits to the
  /// one that this leads to.
  static Aim aim(SiteFolder folder, Manifest bundle, String digest, Plan.Verb verb) {
    if (bundle.hops().isEmpty() || verb == Plan.Verb.INSTALL) {
      return Aim.END;
    }
    return switch (verb) {
      case UPGRADE -> new Aim.Farthest();
      case REPLACE ->
          waiting(folder, digest).or(() -> reached(folder, digest)).orElse(new Aim.Farthest());
      case ROLLBACK -> reached(folder, digest).orElse(Aim.END);
      default -> reached(folder, digest).orElse(new Aim.Farthest());
    };
  }

  private static Optional<Aim> reached(SiteFolder folder, String digest) {
    return lastGood(folder, digest).map(Stops::ofRun);
  }

  private static Optional<Aim> waiting(SiteFolder folder, String digest) {
    return SiteRuns.toResume(folder)
        .filter(SiteRuns::bringsBundle)
        .filter(run -> isOf(run, digest))
        .map(Stops::ofRun);
  }

  /// The last run that brought this bundle, or a stop of it.
  static Optional<RunFolder> lastGood(SiteFolder folder, String digest) {
    return SiteRuns.begunWithBundle(folder).reversed().stream()
        .filter(run -> isOf(run, digest) && SiteRuns.endedWell(run))
        .findFirst();
  }

  /// A worker that missed a stop cannot come to the one after it by itself: the versions between
  /// them are gone from the way of everybody else.
  static void requireNobodyBehind(SiteFolder folder, Manifest bundle, String digest, Plan plan) {
    var behind = new TreeSet<>(plan.absent().orElse(List.of()));
    behind.retainAll(
        bundle.hops().isEmpty()
            ? List.of()
            : lastGood(folder, digest)
                .flatMap(RunFolder::outcome)
                .flatMap(Outcome::leftBehind)
                .orElse(List.of()));
    if (!behind.isEmpty()) {
      throw Problem.of(
              ProblemId.WORKERS_LEFT_BEHIND,
              "Left behind at the stop before this one: " + String.join(", ", behind))
          .withEvidence("from there it may not be possible to go to the next one alone")
          .withFix(
              "holdfast apply   # once they are back; brings them to this stop",
              "holdfast hosts remove --dead " + behind.first() + "   # where it never comes back")
          .withClusterSafe(true, "nothing was changed")
          .asException();
    }
  }

  private static Aim ofRun(RunFolder run) {
    return new Aim.Stands(run.plan().flatMap(Plan::leg).map(Leg::stop));
  }

  private static boolean isOf(RunFolder run, String digest) {
    return run.about().filter(about -> about.bundleDigest().equals(digest)).isPresent();
  }
}
