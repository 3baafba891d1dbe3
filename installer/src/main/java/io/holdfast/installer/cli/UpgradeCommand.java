package io.holdfast.installer.cli;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import picocli.CommandLine.Command;

/// `holdfast upgrade --bundle B`: to the versions and the configuration of another bundle, host by
/// host.
@Command(
    name = "upgrade",
    description = "Bring the cluster to another bundle, host by host behind gates.")
final class UpgradeCommand extends SiteVerb {
  @Override
  int run(Output output) throws Exception {
    var context = context();
    var source = source(context);
    try (var open = OpenSite.with(context, source, true)) {
      open.session().hosts().warm();
      open.verifyBundle(output);
      PreflightCommand.check(open).throwIfFailed();
      var plan = PlanCommand.make(open, Plan.Verb.UPGRADE);
      var running = new Running(open, output);
      if (plan.isEmpty()) {
        open.remember(source);
        return running.nothingToDo(plan);
      }
      PlanText.of(plan).forEach(output::say);
      if (!Consent.given(isYes(), output, "Upgrade like this?")) {
        return 0;
      }
      open.remember(source);
      return running.start(plan);
    }
  }
}
