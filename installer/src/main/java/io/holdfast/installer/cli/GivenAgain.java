package io.holdfast.installer.cli;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.MaintenancePlans;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.planner.RestorePlan;
import io.holdfast.scheduler.raft.RaftSnapshots;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;

/// How a run that stopped goes on whose kind `resume` does not go on with: by its own command.
final class GivenAgain {
  private GivenAgain() {}

  /// The problem with the command that goes on.
  static Problem told(Problem problem, Plan plan, Site site) {
    if (plan.verb() == Plan.Verb.RECOVER) {
      return problem.withResume(recovered(plan, site));
    }
    var counted = MaintenancePlans.countedOn(plan);
    if (!counted.isEmpty()) {
      return problem.withResume("holdfast hosts add " + String.join(" ", counted));
    }
    var about =
        RestorePlan.restored(plan)
            .map(RaftSnapshots.Saved::file)
            .orElseGet(() -> plan.steps().getFirst().host());
    return problem.withResume("holdfast " + plan.verb().command() + " " + about);
  }

  /// A plan that goes on with some servers gives up all others.
  private static String recovered(Plan plan, Site site) {
    var left = RecoveryPlans.survivors(plan);
    if (left.isEmpty()) {
      return "holdfast recover";
    }
    var lost =
        site.servers().stream().map(Host::name).filter(host -> !left.contains(host)).toList();
    return "holdfast recover --lost "
        + String.join(",", lost)
        + "   # these have to stay off, or come back on empty disks";
  }
}
