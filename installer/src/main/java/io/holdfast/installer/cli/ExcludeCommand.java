package io.holdfast.installer.cli;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.WorkerPlans;
import io.holdfast.templates.site.Site;
import picocli.CommandLine.Command;

/// `holdfast exclude HOST`: takes a worker out that does not answer.
@Command(
    name = "exclude",
    description = {
      "Take a worker out through the scheduler's servers alone: for a host that hangs.",
      "What ran there is started elsewhere at once; what its processes still do is not known."
    })
final class ExcludeCommand extends WorkerVerb {
  @Override
  Plan plan(WorkerPlans plans, Site site, String worker) {
    return plans.exclude(worker);
  }

  @Override
  boolean movesWork() {
    return true;
  }

  @Override
  String question(String worker) {
    return "Exclude " + worker + ", and start its work elsewhere while it may still run there?";
  }

  @Override
  String next(String worker) {
    return "holdfast undrain " + worker + "   # when the host is well again";
  }
}
