package io.holdfast.installer.cli;

import io.holdfast.installer.run.SilentWorkers;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Spare;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `holdfast upgrade --bundle B`: to the versions and the configuration of another bundle, host by
/// host. Where a bundle leads there by stops, each is a run of its own: its states are saved and
/// its canary is watched like those of any upgrade.
@Command(
    name = "upgrade",
    description = {
      "Bring the cluster to another bundle, host by host behind gates.",
      "Stop by stop where the versions may not be reached in one jump."
    })
final class UpgradeCommand extends SiteAndBundleVerb {
  @Mixin private RunBounds bounds = new RunBounds();

  /// How a run ended. `goesOn` says that it reached a stop, and that the next one may be begun.
  private record Leg(int exitCode, boolean goesOn) {}

  @Override
  int run(Output output) throws Exception {
    var context = context();
    var source = source(context);
    var begun = Clock.fixed(Instant.now(), ZoneId.systemDefault());
    var leg = leg(context, source, output, begun, true);
    while (leg.goesOn()) {
      leg = leg(context, source, output, begun, false);
    }
    return leg.exitCode();
  }

  /// Every byte of the bundle is checked once, and a window that is named by its hour is one
  /// window.
  private Leg leg(
      SiteContext context, OpenSite.Source source, Output output, Clock begun, boolean isFirst)
      throws Exception {
    try (var open = OpenSite.with(context, source, OpenSite.VaultUse.RENEW)) {
      open.session().hosts().warm();
      if (isFirst) {
        open.verifyBundle(output);
      }
      var spare = Spare.of(bounds.maxUnreachable(), context.site());
      PreflightCommand.check(open).sparing(new SilentWorkers(spare)).throwIfFailed();
      var made = PlanCommand.made(open, Plan.Verb.UPGRADE, bounds.maxUnreachable());
      var plan = made.plan();
      var told = new RunOutput(output);
      var running = new Running(open, told);
      if (plan.isEmpty()) {
        open.remember(source);
        open.rememberStanding();
        return new Leg(told.end(running.nothingToDo(plan)), false);
      }
      ApprovalRule.require(context, Optional.empty());
      var limits = bounds.of(plan, begun);
      limits.lines(Clock.systemDefaultZone()).forEach(output::say);
      PlanLines.of(open, made).forEach(output::say);
      if (!Consent.given(
          isYes(), output, PlanLines.question(context.site(), plan, "Upgrade like this?"))) {
        return new Leg(0, false);
      }
      open.remember(source);
      var result = running.within(limits).start(plan, List.of());
      var goesOn = plan.way().isPresent() && result.exitCode() == 0;
      return new Leg(goesOn ? 0 : told.end(result), goesOn);
    }
  }
}
