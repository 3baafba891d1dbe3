package io.holdfast.installer.cli;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.RunFolder.About.Stood;
import io.holdfast.installer.run.ServerRuns;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.SiteFolder.Settled;
import io.holdfast.scheduler.plan.Leg;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import java.util.List;
import java.util.Optional;

/// Refuses what needs a site whose last change came to a good end: a run that stopped, was cut off
/// or was put back still needs its way back.
final class Unfinished {
  private Unfinished() {}

  /// At most so many workers may have been left behind by the run that brought the last bundle. A
  /// run of the verb itself may be given again where it stopped.
  static void refuse(SiteFolder folder, Plan.Verb verb, int maxUnreachable) {
    folder.lastRun().ifPresent(RunWords::refuseWhileGoing);
    SiteRuns.toResume(folder)
        .filter(run -> SiteRuns.isCutOff(run) || !isOf(run, verb))
        .filter(run -> !isDoneButFor(run, maxUnreachable))
        .ifPresent(
            run -> {
              throw unfinished(run, words(run), "holdfast resume");
            });
    lastBrought(folder)
        .filter(run -> !isSettled(folder, run))
        .filter(run -> run.outcome().map(Outcome::exitCode).orElse(-1) != 0)
        .filter(run -> !isDoneButFor(run, maxUnreachable))
        .ifPresent(
            run -> {
              throw unfinished(
                  run,
                  " did not come to a good end: " + RunWords.of(run, true),
                  "holdfast apply   # brings every host to the bundle that the site stands at",
                  "holdfast upgrade --bundle BUNDLE");
            });
  }

  private static Optional<RunFolder> lastBrought(SiteFolder folder) {
    return SiteRuns.withBundle(folder).stream()
        .filter(RunFolder::isBegun)
        .reduce((_, last) -> last);
  }

  /// Nothing is left of the last change where a plan of all hosts has nothing to do: no run follows
  /// that would end well in the place of one that was put back.
  static void settle(SiteFolder folder, Plan plan) {
    if (plan.isEmpty() && plan.verb().bringsBundle() && plan.absent().isEmpty()) {
      var at = new Stood(plan.basis().bundleDigest(), plan.leg().map(Leg::stop));
      lastBrought(folder)
          .map(run -> new Settled(run.runId(), Optional.of(at)))
          .ifPresent(folder::saveSettled);
    }
  }

  private static boolean isSettled(SiteFolder folder, RunFolder run) {
    return folder.settled().map(Settled::runId).filter(run.runId()::equals).isPresent();
  }

  private static boolean isOf(RunFolder run, Plan.Verb verb) {
    return run.about().filter(about -> about.verb().equals(verb.word())).isPresent();
  }

  private static boolean isDoneButFor(RunFolder run, int maxUnreachable) {
    return run.outcome()
        .flatMap(Outcome::leftBehind)
        .filter(hosts -> hosts.size() <= maxUnreachable)
        .isPresent();
  }

  private static String words(RunFolder run) {
    var hosts = run.inTheMiddle();
    return " is not finished"
        + (hosts.isEmpty() ? "" : ": it stopped in the middle of " + String.join(", ", hosts));
  }

  /// The same of a run that another admin machine began, as the servers tell it.
  static void refuseElsewhere(OpenSite open) {
    var session = open.session();
    var servers = session.site().servers().stream().map(Host::name).toList();
    unfinishedElsewhere(ServerRuns.of(session.hosts()), servers, open.context().folder())
        .ifPresent(
            problem -> {
              throw problem.asException();
            });
  }

  static Optional<Problem> unfinishedElsewhere(
      ServerRuns runs, List<String> servers, SiteFolder folder) {
    return runs.unfinishedElsewhere(servers, folder)
        .map(
            runId ->
                Problem.of(
                        ProblemId.RUN_UNFINISHED,
                        "The run " + runId + " of another admin machine has come to no good end")
                    .withFix(
                        "holdfast resume   # on that machine",
                        "holdfast attach USER@SERVER --known-hosts FILE   # to see it, and to go on with it, from"
                            + " here")
                    .withClusterSafe(true, "this command changed nothing"));
  }

  private static HoldfastException unfinished(RunFolder run, String how, String... fix) {
    return Problem.of(ProblemId.RUN_UNFINISHED, "The run " + run.runId() + how)
        .withFix(fix)
        .withClusterSafe(true, "this command changed nothing")
        .asException();
  }
}
