package io.holdfast.installer.cli;

import io.holdfast.installer.run.SilentWorkers;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Spare;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `holdfast upgrade --bundle B`: to the versions and the configuration of another bundle, host by
/// host.
@Command(
    name = "upgrade",
    description = "Bring the cluster to another bundle, host by host behind gates.")
final class UpgradeCommand extends SiteAndBundleVerb {
  @Mixin private RunBounds bounds = new RunBounds();

  @Override
  int run(Output output) throws Exception {
    var context = context();
    var source = source(context);
    try (var open = OpenSite.with(context, source, OpenSite.VaultUse.RENEW)) {
      open.session().hosts().warm();
      open.verifyBundle(output);
      var spare = Spare.of(bounds.maxUnreachable(), context.site());
      PreflightCommand.check(open).sparing(new SilentWorkers(spare)).throwIfFailed();
      var made = PlanCommand.made(open, Plan.Verb.UPGRADE, bounds.maxUnreachable());
      var plan = made.plan();
      var told = new RunOutput(output);
      var running = new Running(open, told);
      if (plan.isEmpty()) {
        open.remember(source);
        open.rememberStanding();
        return told.end(running.nothingToDo(plan));
      }
      ApprovalRule.require(context, Optional.empty());
      var clock = Clock.system(ZoneId.systemDefault());
      var limits = bounds.of(plan, clock);
      limits.lines(clock).forEach(output::say);
      PlanLines.of(open, made).forEach(output::say);
      if (!Consent.given(
          isYes(), output, PlanLines.question(context.site(), plan, "Upgrade like this?"))) {
        return 0;
      }
      open.remember(source);
      return told.end(running.within(limits).start(plan, List.of()));
    }
  }
}
