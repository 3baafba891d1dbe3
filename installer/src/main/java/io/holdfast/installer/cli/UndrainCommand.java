package io.holdfast.installer.cli;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.WorkerPlans;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import picocli.CommandLine.Command;

/// `holdfast undrain HOST`: opens a worker that was drained or excluded.
@Command(name = "undrain", description = "Open a worker for work again.")
final class UndrainCommand extends WorkerVerb {
  /// What a run closed, it opens; its next step may count on it.
  @Override
  void refuse(SiteContext context, String worker) {
    SiteRuns.toResume(context.folder())
        .filter(run -> run.inTheMiddle().contains(worker))
        .ifPresent(
            run -> {
              throw Problem.of(
                      ProblemId.RUN_UNFINISHED,
                      "The run " + run.runId() + " stopped in the middle of " + worker)
                  .withFix(
                      "holdfast resume",
                      "holdfast apply   # to leave that run and plan anew; undrain after it")
                  .asException();
            });
  }

  @Override
  Plan plan(WorkerPlans plans, Site site, String worker) {
    return plans.undrain(worker);
  }

  @Override
  boolean movesWork() {
    return false;
  }

  @Override
  String question(String worker) {
    return "Open " + worker + " for work?";
  }

  @Override
  String next(String worker) {
    return "holdfast apply   # brings it to what the site has become while it was away";
  }
}
