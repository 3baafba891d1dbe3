package io.holdfast.installer.cli;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.WorkerPlans;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.WorkerMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `holdfast drain HOST`: takes a worker out of work, so that somebody can work on its host.
@Command(
    name = "drain",
    description = {
      "Take a worker out of work: its backends leave the load balancers, its tasks move away.",
      "It stays closed, through upgrades too, until holdfast undrain."
    })
final class DrainCommand extends WorkerVerb {
  private static final long LONGEST_S = 7L * 24 * 3600;

  @Option(
      names = "--wait",
      description =
          "Move nothing: take no new work, and wait for what ends by itself (batch jobs of Nomad).")
  private boolean wait;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description =
          "How long work may take to leave, or to end (drainSeconds or waitSeconds of the site).")
  private @Nullable Long seconds;

  @Override
  Plan plan(WorkerPlans plans, Site site, String worker) {
    var how = wait ? WorkerMode.WAIT : WorkerMode.MIGRATE;
    var upgrade = site.upgrade();
    long usual = wait ? upgrade.waitSeconds() : upgrade.drainSeconds();
    var chosen = Optional.ofNullable(seconds).orElse(usual);
    if (chosen < 1 || chosen > LONGEST_S) {
      throw Problem.of(ProblemId.USAGE_WRONG, "--deadline is 1 to " + LONGEST_S + " seconds")
          .withFix("add --deadline 300")
          .asException();
    }
    return plans.drain(worker, how, chosen * 1_000);
  }

  @Override
  boolean movesWork() {
    return !wait;
  }

  @Override
  String question(String worker) {
    return wait ? "Close " + worker + " for new work?" : "Drain " + worker + "?";
  }

  @Override
  String next(String worker) {
    return "holdfast undrain " + worker + "   # when the work on it is done";
  }
}
