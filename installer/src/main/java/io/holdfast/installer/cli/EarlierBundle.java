package io.holdfast.installer.cli;

import io.holdfast.bundle.file.Bundle;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.SiteFolder.Origin;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The bundle that stood before the last upgrade, as the runs of a site tell it, also where that
/// upgrade stopped or was put back. A site that has gone back stands there: it goes back by one
/// bundle, not by one more each time.
///
/// `origin` says where its file was when it was last used.
record EarlierBundle(String digest, String name, String version, Optional<Origin> origin) {

  /// Refuses a site of which no earlier bundle is known here, or where another one may have stood
  /// in between.
  ///
  /// @param named the digest of the bundle that was named; of an upgrade that was put back and left
  ///   nothing, it may be the one before the one that stands
  static EarlierBundle require(SiteFolder folder, Optional<String> named) {
    var way = way(folder);
    var usual = way.size() - (hasGoneBack(folder) ? 1 : 2);
    if (usual < 0) {
      throw nothing(way);
    }
    var isFurther =
        usual > 0
            && named.filter(digest -> isOf(way.get(usual - 1), digest)).isPresent()
            && hasLeftNothing(way.getLast());
    var before = way.get(isFurther ? usual - 1 : usual);
    ChangeElsewhere.since(before, folder)
        .ifPresent(
            change -> {
              throw passedOver(change);
            });
    return of(before.about().orElseThrow(), folder);
  }

  private static EarlierBundle of(RunFolder.About about, SiteFolder folder) {
    var origin =
        SiteRuns.begunWithBundle(folder).reversed().stream()
            .filter(run -> isOf(run, about.bundleDigest()))
            .flatMap(run -> run.origin().stream())
            .findFirst();
    return new EarlierBundle(
        about.bundleDigest(), about.bundleName(), about.bundleVersion(), origin);
  }

  /// Whether the last run with a bundle was one that goes back.
  static boolean hasGoneBack(SiteFolder folder) {
    return SiteRuns.begunWithBundle(folder).reversed().stream()
        .findFirst()
        .flatMap(RunFolder::about)
        .filter(about -> about.verb().equals(Plan.Verb.ROLLBACK.word()))
        .isPresent();
  }

  /// Bundle by bundle, the run that brought each: those that ended well, and the last one however
  /// it ended. Whoever comes back to a bundle has left those after it.
  private static List<RunFolder> way(SiteFolder folder) {
    var runs = SiteRuns.begunWithBundle(folder).stream().filter(it -> it.about().isPresent());
    var known = runs.toList();
    var way = new ArrayList<RunFolder>();
    for (var run : known) {
      if (SiteRuns.endedWell(run) || run.equals(known.getLast())) {
        var digest = run.about().orElseThrow().bundleDigest();
        var before = way.stream().takeWhile(earlier -> !isOf(earlier, digest)).toList();
        way.retainAll(before);
        way.add(run);
      }
    }
    return way;
  }

  /// Whether every host of a run is as it was before, but for our own agent on it.
  private static boolean hasLeftNothing(RunFolder run) {
    return !SiteRuns.endedWell(run)
        && run.outcome().stream()
            .flatMap(outcome -> outcome.groups().stream())
            .filter(group -> !group.component().equals(Layout.AGENT))
            .flatMap(group -> group.hosts().stream())
            .map(Outcome.HostOutcome::outcome)
            .allMatch(end -> end == Outcome.End.PUT_BACK || end == Outcome.End.UNTOUCHED)
        && run.outcome().isPresent();
  }

  private static boolean isOf(RunFolder run, String digest) {
    return run.about().filter(about -> about.bundleDigest().equals(digest)).isPresent();
  }

  String title() {
    return name + " " + version;
  }

  /// Refuses where nobody has said where the file is, or it is there no more.
  void requireFile(Optional<Path> named) {
    var file = named.or(() -> origin.flatMap(Origin::bundle).map(Path::of));
    if (file.filter(Files::exists).isEmpty()) {
      throw Problem.of(
              ProblemId.NO_WAY_BACK,
              file.map(it -> "The bundle " + title() + " is not at " + it)
                  .orElse("It is not known where the bundle " + title() + " is"))
          .withEvidence("its digest is " + digest)
          .withFix("holdfast rollback --bundle BUNDLE   # with the file of " + title())
          .withClusterSafe(true, "nothing was changed")
          .asException();
    }
  }

  /// Refuses any other bundle than this one.
  void requireSame(Bundle bundle, Path file) {
    if (!bundle.digest().equals(digest)) {
      throw Problem.of(
              ProblemId.NO_WAY_BACK, file + " is not the bundle that stood before the last upgrade")
          .withEvidence(
              "before stood %s, digest %s; this is %s"
                  .formatted(title(), digest, BundleHistory.name(bundle)))
          .withFix(
              "holdfast rollback --bundle BUNDLE   # with the file of " + title(),
              "holdfast upgrade --bundle " + file + "   # if it is newer than what stands")
          .withClusterSafe(true, "nothing was changed")
          .asException();
    }
  }

  /// What another machine did, this one cannot go back from.
  static HoldfastException changedElsewhere(String runId) {
    return Problem.of(
            ProblemId.NO_WAY_BACK,
            "The last run, "
                + runId
                + ", was begun or gone on with on another admin machine, and this one does not know"
                + " all of it")
        .withFix(
            "holdfast rollback   # on that machine, where it carried out the upgrade too",
            "holdfast attach USER@SERVER --known-hosts FILE   # here, where this one did: learns that run; then: holdfast rollback")
        .withClusterSafe(true, "nothing was changed")
        .asException();
  }

  /// What stood last before the upgrade, this machine does not know.
  static HoldfastException passedOver(ChangeElsewhere change) {
    return Problem.of(
            ProblemId.NO_WAY_BACK,
            "The site was changed from another admin machine between the runs that are known here:"
                + " which bundle stood before the last upgrade is not known")
        .withEvidence(change.line())
        .withFix(
            "holdfast history   # shows the runs that this machine knows",
            "holdfast upgrade --bundle BUNDLE   # with a newer release that is mended",
            "holdfast restore   # lists the states of Consul and Nomad that were saved")
        .withClusterSafe(true, "nothing was changed")
        .asException();
  }

  private static HoldfastException nothing(List<RunFolder> way) {
    var problem =
        Problem.of(
                ProblemId.NO_WAY_BACK,
                "No bundle is known here that stood before the one that stands")
            .withFix(
                "holdfast history   # shows the runs that this machine knows",
                "holdfast rollback   # on the machine that carried out the upgrade; what it says there leads on",
                "holdfast restore   # lists the states of Consul and Nomad that were saved")
            .withClusterSafe(true, "nothing was changed");
    return way.stream()
        .findFirst()
        .flatMap(RunFolder::about)
        .map(about -> about.bundleName() + " " + about.bundleVersion())
        .map(name -> problem.withEvidence("the only bundle known here is " + name))
        .orElse(problem)
        .asException();
  }
}
