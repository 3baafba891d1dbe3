package io.holdfast.installer.cli;

import io.holdfast.installer.run.SilentWorkers;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Spare;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
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

  /// What all legs have in common. A window that is named by its hour is the same one for each.
  private record Journey(
      SiteContext context, OpenSite.Source source, String digest, RunOutput told, Clock begun) {}

  /// How a run ended. `goesOn` says that it reached a stop, and that the next one may be begun.
  private record End(int exitCode, boolean goesOn) {}

  @Override
  int run(Output output) throws Exception {
    var context = context();
    var source = source(context);
    var begun = Clock.fixed(Instant.now(), ZoneId.systemDefault());
    var journey =
        new Journey(
            context, source, verified(context, source, output), new RunOutput(output), begun);
    var end = leg(journey, output);
    while (end.goesOn()) {
      end = leg(journey, output);
    }
    return end.exitCode();
  }

  /// The digest of the bundle, of which every byte is checked once.
  private static String verified(SiteContext context, OpenSite.Source source, Output output) {
    try (var open = OpenSite.with(context, source, OpenSite.VaultUse.READ)) {
      open.verifyBundle(output);
      return open.bundle().digest();
    }
  }

  private End leg(Journey journey, Output output) throws Exception {
    var context = journey.context();
    try (var open = OpenSite.with(context, journey.source(), OpenSite.VaultUse.RENEW)) {
      requireSame(open, journey.digest());
      open.session().hosts().warm();
      var spare = Spare.of(bounds.maxUnreachable(), context.site());
      PreflightCommand.check(open).sparing(new SilentWorkers(spare)).throwIfFailed();
      var made = PlanCommand.made(open, Plan.Verb.UPGRADE, bounds.maxUnreachable());
      var plan = made.plan();
      Stops.requireNobodyBehind(context.folder(), open.bundle().manifest(), journey.digest(), plan);
      BeforeChange.requireAtStop(open, plan, bounds.maxUnreachable());
      var running = new Running(open, journey.told());
      if (plan.isEmpty()) {
        open.remember(journey.source());
        open.rememberStanding();
        return new End(journey.told().end(running.nothingToDo(plan)), false);
      }
      ApprovalRule.require(context, Optional.empty());
      var limits = bounds.of(plan, journey.begun());
      limits.lines(Clock.system(ZoneId.systemDefault())).forEach(output::say);
      PlanLines.of(open, made).forEach(output::say);
      if (!Consent.given(
          isYes(), output, PlanLines.question(context.site(), plan, "Upgrade like this?"))) {
        return new End(0, false);
      }
      open.remember(journey.source());
      var result = running.within(limits).start(plan, List.of());
      return end(running, plan, result, limits, journey.told());
    }
  }

  /// What was asked of one run is not asked of the next: a run that was to stop somewhere, or that
  /// did not wait for a gate, has none after it.
  private static End end(
      Running running, Plan plan, Running.Result result, RunBounds.Limits limits, RunOutput told) {
    var ahead = plan.leg().filter(leg -> !leg.ahead().isEmpty() && result.exitCode() == 0);
    var isOver = limits.isForOneRun() || limits.isOver(Instant.now()) || told.isStopAsked();
    var ended = ahead.filter(_ -> isOver).map(leg -> running.stoppedAt(leg, result)).orElse(result);
    return new End(told.end(ended), ahead.isPresent() && !isOver);
  }

  private static void requireSame(OpenSite open, String digest) {
    if (!open.bundle().digest().equals(digest)) {
      throw Problem.of(ProblemId.PLAN_STALE, "The bundle was replaced by another one meanwhile")
          .withFix("holdfast upgrade --bundle BUNDLE   # with the one that is meant")
          .asException();
    }
  }
}
