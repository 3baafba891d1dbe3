package io.holdfast.installer.cli;

import io.holdfast.installer.run.SilentWorkers;
import io.holdfast.installer.run.SitePlanning;
import io.holdfast.scheduler.plan.Leg;
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
  private record Given(
      SiteContext context, OpenSite.Source source, String digest, RunOutput told, Clock begun) {}

  /// How a leg ended. `reached` is the stop from which the next one may be begun.
  private record End(int exitCode, Optional<Reached> reached) {
    End(int exitCode) {
      this(exitCode, Optional.empty());
    }
  }

  private record Reached(Leg leg, Running.Result result) {}

  /// A leg that is planned, and may be begun.
  private record Ready(OpenSite open, SitePlanning.Made made, RunBounds.Limits limits) {
    Plan plan() {
      return made.plan();
    }
  }

  @Override
  int run(Output output) throws Exception {
    var context = context();
    var source = source(context);
    var begun = Clock.fixed(Instant.now(), ZoneId.systemDefault());
    var given =
        new Given(context, source, verified(context, source, output), new RunOutput(output), begun);
    var end = leg(given, Optional.empty(), output);
    while (end.reached().isPresent()) {
      end = leg(given, end.reached(), output);
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

  private End leg(Given given, Optional<Reached> before, Output output) throws Exception {
    var told = given.told();
    try (var open = OpenSite.with(given.context(), given.source(), OpenSite.VaultUse.RENEW)) {
      var made = planned(open, given.digest());
      var running = new Running(open, told);
      if (made.plan().isEmpty()) {
        open.remember(given.source());
        open.rememberStanding();
        return new End(told.end(running.nothingToDo(made.plan())));
      }
      ApprovalRule.require(given.context(), Optional.empty());
      var ready = new Ready(open, made, bounds.of(made.plan(), given.begun()));
      if (told.isStopAsked() || !isAgreed(ready, before, output) || told.isStopAsked()) {
        return new End(before.map(it -> told.end(stayed(running, it))).orElse(0));
      }
      open.remember(given.source());
      var limited = running.within(ready.limits());
      return end(limited, ready, limited.start(made.plan(), List.of()), told);
    }
  }

  private SitePlanning.Made planned(OpenSite open, String digest) {
    requireSame(open, digest);
    open.session().hosts().warm();
    var folder = open.context().folder();
    var spare = Spare.of(bounds.maxUnreachable(), open.context().site());
    PreflightCommand.check(open).sparing(new SilentWorkers(spare)).throwIfFailed();
    var made = PlanCommand.made(open, Plan.Verb.UPGRADE, bounds.maxUnreachable());
    new Stops(folder, open.bundle().manifest(), digest).requireNobodyBehind(made.plan());
    BeforeChange.requireAtStop(open, made.plan(), bounds.maxUnreachable());
    return made;
  }

  private boolean isAgreed(Ready ready, Optional<Reached> before, Output output) {
    ready.limits().lines(Clock.system(ZoneId.systemDefault())).forEach(output::say);
    PlanLines.of(ready.open(), ready.made()).forEach(output::say);
    var site = ready.open().context().site();
    return Consent.given(
        isYes(),
        output,
        PlanLines.question(site, ready.plan(), "Upgrade like this?"),
        before.map(it -> it.leg().reached() + ".").orElse(Consent.NOTHING_CHANGED));
  }

  private static Running.Result stayed(Running running, Reached before) {
    return running.stoppedAt(before.leg(), before.result());
  }

  /// What was asked of one run is not asked of the next: a run that was to stop somewhere, or that
  /// did not wait for a gate, has none after it.
  private static End end(Running running, Ready ready, Running.Result result, RunOutput told) {
    var ahead = ready.plan().leg().filter(leg -> !leg.ahead().isEmpty() && result.exitCode() == 0);
    var limits = ready.limits();
    if (limits.isForOneRun() || limits.isOver(Instant.now()) || told.isStopAsked()) {
      return new End(told.end(ahead.map(leg -> running.stoppedAt(leg, result)).orElse(result)));
    }
    return new End(told.end(result), ahead.map(leg -> new Reached(leg, result)));
  }

  private static void requireSame(OpenSite open, String digest) {
    if (!open.bundle().digest().equals(digest)) {
      throw Problem.of(ProblemId.PLAN_STALE, "The bundle was replaced by another one meanwhile")
          .withFix("holdfast upgrade --bundle BUNDLE   # with the one that is meant")
          .asException();
    }
  }
}
