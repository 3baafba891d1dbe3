package io.holdfast.installer.cli;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.RemovalPlans;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs of a site that keep a new one from beginning: one that goes on now, one that was cut off,
/// and one that stopped in the middle of a host and has something to give back there.
final class RunsInTheWay {
  private RunsInTheWay() {}

  /// Refuses a new run of this plan while there is one.
  static void refuse(SiteFolder folder, Plan plan) {
    refuseCutOff(folder, plan);
    refuseLeavingBoots(folder, plan);
  }

  /// But for a recovery: without a leader no run can be gone on with.
  static void refuseCutOff(SiteFolder folder, Plan plan) {
    folder.lastRun().ifPresent(RunWords::refuseWhileGoing);
    if (plan.verb() == Plan.Verb.RECOVER) {
      return;
    }
    var cutOff = SiteRuns.toResume(folder).filter(SiteRuns::isCutOff);
    if (cutOff.isPresent()) {
      throw Problem.of(
              ProblemId.RUN_UNFINISHED, "The run " + cutOff.get().runId() + " is not finished")
          .withFix("holdfast resume")
          .asException();
    }
  }

  /// A run of boots that stopped in the middle of a host has something to give back there: traffic,
  /// work. Not on a host that came back empty, nor on one that this plan leaves behind by name, nor
  /// on one that both take out for good.
  static void refuseLeavingBoots(SiteFolder folder, Plan plan) {
    var waiting = SiteRuns.toResume(folder).filter(run -> !SiteRuns.bringsBundle(run));
    if (waiting.isEmpty() || !plan.verb().isGoneOnWith()) {
      return;
    }
    var hosts = new ArrayList<>(waiting.get().inTheMiddle());
    hosts.removeAll(plan.absent().orElse(List.of()));
    if (!SiteRuns.leaving(waiting.get()).isEmpty()) {
      hosts.removeAll(RemovalPlans.hostsOf(plan));
    }
    hosts.removeIf(
        host ->
            Optional.ofNullable(plan.changes().get(host))
                .filter(change -> change.from().isEmpty())
                .isPresent());
    if (!hosts.isEmpty()) {
      throw Problem.of(
              ProblemId.RUN_UNFINISHED,
              "The run "
                  + waiting.get().runId()
                  + " stopped in the middle of "
                  + String.join(", ", hosts))
          .withFix("holdfast resume")
          .withClusterSafe(true, "this command changed nothing")
          .asException();
    }
  }
}
