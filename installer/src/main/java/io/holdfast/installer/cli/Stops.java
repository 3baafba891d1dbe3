package io.holdfast.installer.cli;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.installer.run.Aim;
import io.holdfast.installer.run.KeptRun;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.RunFolder.About.Stood;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.SiteFolder.Settled;
import io.holdfast.scheduler.plan.Leg;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// At which stop of a bundle a site stands, as its runs tell it. Versions alone do not: one that a
/// run has left half-way looks like the next stop.
///
/// Each run keeps where the site stood when it began, so the last one is enough to know it.
final class Stops {
  private static final System.Logger LOG = System.getLogger(Stops.class.getName());

  private final SiteFolder folder;
  private final Manifest bundle;
  private final String digest;

  Stops(SiteFolder folder, Manifest bundle, String digest) {
    this.folder = folder;
    this.bundle = bundle;
    this.digest = digest;
  }

  /// An upgrade goes as far as it may, and so does whatever first brings a bundle to a site that
  /// stands. Every other verb keeps to the stop that was reached, unless the run after it has left
  /// something to be done on its way.
  Aim aim(Plan.Verb verb) {
    if (bundle.hops().isEmpty()) {
      return Aim.END;
    }
    return switch (verb) {
      case UPGRADE -> new Aim.Farthest();
      case INSTALL -> rest(verb).or(() -> reached().map(this::kept)).orElse(Aim.END);
      case ROLLBACK -> new Aim.Stands(known().flatMap(Stood::stop));
      default -> rest(verb).or(() -> reached().map(this::kept)).orElseGet(() -> new Aim.Farthest());
    };
  }

  /// Refuses a machine that does not know the last run, where a plan keeps to the stop that this
  /// one tells, or goes on without workers that it may have left behind. `elsewhere` asks the
  /// servers for the name of that run.
  void requireLastRun(Plan.Verb verb, int maxUnreachable, Supplier<Optional<String>> elsewhere) {
    if (!bundle.hops().isEmpty() && (verb != Plan.Verb.UPGRADE || maxUnreachable > 0)) {
      elsewhere
          .get()
          .ifPresent(
              runId -> {
                throw lastRunElsewhere(runId);
              });
    }
  }

  /// Servers that a run left half-way may be beyond the stop, with no way back to it.
  private Aim kept(Stood reached) {
    return begun()
        .map(Stops::stop)
        .filter(begun -> !begun.equals(reached.stop()))
        .<Aim>map(begun -> new Aim.Between(reached.stop(), begun))
        .orElseGet(() -> new Aim.Stands(reached.stop()));
  }

  /// What is left of a plan that was done in part; and with a server that is lost in the middle of
  /// a run that waits, what that run brings to the others.
  private Optional<Aim> rest(Plan.Verb verb) {
    return begun()
        .filter(
            run ->
                SiteRuns.endedWell(run)
                    ? hasLeft(run)
                    : verb == Plan.Verb.REPLACE && run.isUnfinished())
        .map(run -> new Aim.Stands(stop(run)));
  }

  /// The last run with a bundle, where that is this one.
  private Optional<RunFolder> begun() {
    return SiteRuns.begunWithBundle(folder).reversed().stream()
        .findFirst()
        .filter(run -> run.about().filter(it -> it.bundleDigest().equals(digest)).isPresent());
  }

  /// Where the site stands, if that is this bundle.
  private Optional<Stood> reached() {
    return stood(folder).filter(it -> it.bundleDigest().equals(digest));
  }

  /// Where the site stood when it last stood at this bundle.
  private Optional<Stood> known() {
    return places(folder).filter(it -> it.bundleDigest().equals(digest)).findFirst();
  }

  /// Where a site stands: the bundle, and the stop of it.
  static Optional<Stood> stood(SiteFolder folder) {
    return places(folder).findFirst();
  }

  /// The same where the last run is one of which another machine knows more.
  static Optional<Stood> stood(KeptRun elsewhere) {
    var about = elsewhere.about();
    return reached(about, elsewhere.plan(), elsewhere.outcome()).or(about::stood);
  }

  /// A run of a part has reached nothing.
  private static Optional<Stood> reached(
      RunFolder.About about, Plan plan, Optional<Outcome> outcome) {
    return outcome
        .filter(SiteRuns::isGoodEnd)
        .filter(_ -> plan.verb().bringsBundle() && about.left().isEmpty())
        .map(_ -> new Stood(about.bundleDigest(), plan.leg().map(Leg::stop)));
  }

  /// Where a site has stood, by all runs that know it, the last one first.
  private static Stream<Stood> places(SiteFolder folder) {
    var settled = folder.settled();
    return folder.runs().reversed().stream()
        .map(folder::run)
        .filter(RunFolder::isBegun)
        .flatMap(run -> places(run, settled));
  }

  /// A run that cannot be read tells nothing.
  private static Stream<Stood> places(RunFolder run, Optional<Settled> settled) {
    try {
      var found = settled.filter(it -> it.runId().equals(run.runId())).flatMap(Settled::at);
      var began = run.about().flatMap(RunFolder.About::stood);
      return Stream.of(found, reachedBy(run), began).flatMap(Optional::stream);
    } catch (HoldfastException | UncheckedIOException unreadable) {
      LOG.log(System.Logger.Level.WARNING, "the run " + run.runId(), unreadable);
      return Stream.empty();
    }
  }

  private static Optional<Stood> reachedBy(RunFolder run) {
    return run.about()
        .flatMap(about -> run.plan().flatMap(plan -> reached(about, plan, run.outcome())));
  }

  private static boolean hasLeft(RunFolder run) {
    return run.about().flatMap(RunFolder.About::left).isPresent();
  }

  private static Optional<String> stop(RunFolder run) {
    return run.plan().flatMap(Plan::leg).map(Leg::stop);
  }

  /// A worker that missed a stop cannot come to the one after it by itself: the versions between
  /// them are gone from the way of everybody else.
  void requireNobodyBehind(Plan plan) {
    var behind = new TreeSet<>(plan.absent().orElse(List.of()));
    behind.retainAll(bundle.hops().isEmpty() ? List.of() : leftBehind());
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

  /// By the last run that reached something of this bundle.
  private List<String> leftBehind() {
    return SiteRuns.begunWithBundle(folder).reversed().stream()
        .filter(run -> reachedBy(run).isPresent())
        .findFirst()
        .filter(run -> reachedBy(run).orElseThrow().bundleDigest().equals(digest))
        .flatMap(RunFolder::outcome)
        .flatMap(Outcome::leftBehind)
        .orElse(List.of());
  }

  private static HoldfastException lastRunElsewhere(String runId) {
    return Problem.of(
            ProblemId.LAST_RUN_ELSEWHERE,
            "The last run, " + runId + ", was begun or gone on with on another admin machine")
        .withEvidence(
            "this bundle leads to its versions by stops, and that run tells at which one the site"
                + " stands")
        .withFix(
            "holdfast attach USER@SERVER --known-hosts FILE --into NEWFOLDER   # learns that run",
            "then the same command again, from this folder")
        .withClusterSafe(true, "nothing was changed")
        .asException();
  }
}
