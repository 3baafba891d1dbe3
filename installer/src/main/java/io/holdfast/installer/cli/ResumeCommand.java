package io.holdfast.installer.cli;

import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.RunListener;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.RemovalPlans;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `holdfast resume`: goes on with a run that stopped or was cut off, to the same end.
@Command(name = "resume", description = "Go on with a run that stopped.")
final class ResumeCommand extends SiteAndBundleVerb {
  @Mixin private RunBounds bounds = new RunBounds();

  @Override
  int run(Output output) throws Exception {
    var context = context();
    var told = new RunOutput(output);
    return told.end(goOn(context, namedBundle(), namedTrust(), bounds, told));
  }

  /// Hosts that have left by the good end of a run are taken out of the site file.
  static Running.Result ended(
      SiteContext context, Plan plan, Running.Result result, RunListener listener) {
    if (result.exitCode() == 0) {
      var left = new TreeSet<>(RemovalPlans.hostsOf(plan));
      left.retainAll(context.site().hosts().stream().map(Host::name).toList());
      HostsRemoveCommand.takeOut(context, left, listener::say);
    }
    return result;
  }

  /// Goes on with the last run of a site, which must not be finished. Hosts that have left by its
  /// good end are taken out of the site file.
  static Running.Result goOn(
      SiteContext context,
      Optional<Path> bundle,
      Optional<Path> trust,
      RunBounds bounds,
      RunListener listener)
      throws IOException, InterruptedException {
    var folder = toResume(context);
    var about = folder.about().orElseThrow(ResumeCommand::nothing);
    var plan = folder.plan().orElseThrow(ResumeCommand::nothing);
    var clock = Clock.system(ZoneId.systemDefault());
    var limits = bounds.of(plan, clock);
    limits.lines(clock).forEach(listener::say);
    var site = context.asOf(about.siteText());
    if (!plan.verb().bringsBundle()) {
      try (var open = OpenSite.without(site)) {
        return ended(context, plan, goOn(open, folder, plan, limits, listener), listener);
      }
    }
    var source = OpenSite.sourceOf(folder, context, bundle, trust);
    try (var open = OpenSite.with(site, source, OpenSite.VaultUse.COMPLETE)) {
      if (!open.bundle().digest().equals(about.bundleDigest())) {
        throw otherBundle(about);
      }
      open.remember(source);
      return goOn(open, folder, plan, limits, listener);
    }
  }

  private static Running.Result goOn(
      OpenSite open, RunFolder folder, Plan plan, RunBounds.Limits limits, RunListener listener)
      throws IOException, InterruptedException {
    listener.say("Going on with run " + folder.runId() + " ...");
    return new Running(open, listener, limits).goOn(folder, plan);
  }

  /// The run that this goes on with; refused while somebody carries it out.
  static RunFolder toResume(SiteContext context) {
    var folder = SiteRuns.toResume(context.folder()).orElseThrow(ResumeCommand::nothing);
    RunWords.refuseWhileGoing(folder);
    return folder;
  }

  private static HoldfastException otherBundle(RunFolder.About about) {
    return Problem.of(
            ProblemId.PLAN_STALE, "The run " + about.runId() + " was started with another bundle")
        .withEvidence(
            "it needs "
                + about.bundleName()
                + " "
                + about.bundleVersion()
                + ", digest "
                + about.bundleDigest())
        .withFix("holdfast resume --bundle BUNDLE --trust FILE")
        .asException();
  }

  private static RuntimeException nothing() {
    return Problem.of(ProblemId.NOTHING_TO_RESUME, "There is no run to go on with on this machine")
        .withFix(
            "holdfast history",
            "holdfast attach USER@SERVER --known-hosts FILE   # when it was started on another machine")
        .asException();
  }
}
