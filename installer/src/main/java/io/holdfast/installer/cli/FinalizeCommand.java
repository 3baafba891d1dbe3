package io.holdfast.installer.cli;

import io.holdfast.installer.run.UndoOnHosts;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.FinalizeChecks;
import io.holdfast.scheduler.planner.FinalizePlans;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Sha256;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `holdfast finalize`: gives up the way back to what stood before. It needs no bundle, and is gone
/// on with by `resume`.
@Command(
    name = "finalize",
    description = {
      "Give up the way back: remove what hosts keep of earlier versions.",
      "Nothing that runs is touched. Afterwards no host has an earlier version to go back to."
    })
final class FinalizeCommand extends SiteVerb {
  @Option(
      names = "--dry-run",
      description = "Show what would go from which host; change nothing anywhere.")
  private boolean dry;

  @Mixin private LeavingBehind leaving = new LeavingBehind();

  /// The result of a dry run for scripts. `bytes` is what would be freed on all hosts together.
  record Preview(String digest, boolean empty, long bytes, Plan plan) {}

  @Override
  int run(Output output) throws Exception {
    var context = context();
    var most = leaving.most();
    Unfinished.refuse(context.folder(), Plan.Verb.FINALIZE, most);
    var siteId = KeptVault.require(context).vault().siteId();
    try (var open = OpenSite.without(context)) {
      Unfinished.refuseElsewhere(open);
      var plans = new FinalizePlans(context.site(), siteId, Sha256.of(context.text()));
      var found = UndoOnHosts.read(open.session(), plans.question(), most);
      var problems = FinalizeChecks.problems(siteId, found.readings());
      if (!problems.isEmpty()) {
        throw HoldfastException.of(problems);
      }
      var plan = plans.of(found.readings(), found.silent());
      var told = new RunOutput(output);
      var running = new Running(open, told, leaving.limits());
      if (dry) {
        PlanLines.withoutBundle(context.site(), plan).forEach(output::text);
        lines(plan, found.readings()).forEach(output::text);
        output.result(
            new Preview(
                plan.digest(), plan.isEmpty(), FinalizePlans.bytes(found.readings()), plan));
        return 0;
      }
      if (plan.isEmpty()) {
        return told.end(running.nothingToDo(plan));
      }
      PlanLines.withoutBundle(context.site(), plan).forEach(output::say);
      lines(plan, found.readings()).forEach(output::say);
      if (!Consent.given(isYes(), output, "Give up the way back?")) {
        return 0;
      }
      return told.end(running.start(plan, List.of()));
    }
  }

  /// What follows from it, for who decides about it; nothing where nothing goes.
  static List<String> lines(Plan plan, Map<String, HostReading> readings) {
    return plan.isEmpty()
        ? List.of()
        : List.of(
            "Frees " + FinalizePlans.size(FinalizePlans.bytes(readings)) + " in all.",
            plan.absent()
                .map(hosts -> "Nothing is planned for " + String.join(", ", hosts) + ": no answer.")
                .orElse("All hosts have answered."),
            "There is no way back afterwards: no host keeps an earlier version, and only a bundle"
                + " can bring one.",
            "Snapshots stay, here and on the servers (holdfast restore).");
  }
}
