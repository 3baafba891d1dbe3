package io.holdfast.installer.cli;

import io.holdfast.installer.run.Looks;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.MaintenancePlans;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.text.Sha256;
import java.util.List;
import picocli.CommandLine.Parameters;

/// What the two verbs around a maintenance share. They need no bundle, and are given again where
/// they stopped.
abstract class MaintenanceVerb extends SiteVerb {
  @Parameters(paramLabel = "HOST", description = "The host, by its name in the site file.")
  private String host = "";

  /// The plan for this host.
  abstract Plan plan(MaintenancePlans plans, OpenSite open, String siteId, String name);

  /// What the administrator is asked.
  abstract String question(String name);

  /// What is true once it is done, and what comes next.
  abstract List<String> done(OpenSite open, String name);

  @Override
  final int run(Output output) throws Exception {
    var context = context();
    requireHost(context);
    refuseInTheMiddle(context);
    var siteId = KeptVault.require(context).vault().siteId();
    try (var open = OpenSite.without(context)) {
      var looks = new Looks(open.session().world());
      var plans = new MaintenancePlans(context.site(), siteId, Sha256.of(context.text()), looks);
      var plan = plan(plans, open, siteId, host);
      var told = new RunOutput(output);
      var running = new Running(open, told);
      if (plan.isEmpty()) {
        var nothing = running.nothingToDo(plan);
        done(open, host).forEach(output::say);
        return told.end(nothing);
      }
      PlanLines.withoutBundle(context.site(), plan).forEach(output::say);
      if (!Consent.given(
          isYes(), output, PlanLines.question(context.site(), plan, question(host)))) {
        return 0;
      }
      var result = running.start(plan, List.of());
      if (result.exitCode() == 0) {
        done(open, host).forEach(output::say);
      }
      return told.end(result);
    }
  }

  private void requireHost(SiteContext context) {
    var known = context.site().hosts().stream().map(Host::name).toList();
    if (!known.contains(host)) {
      throw Problem.of(ProblemId.USAGE_WRONG, "The site has no host " + host)
          .withEvidence("its hosts: " + String.join(", ", known))
          .withFix("holdfast status")
          .asException();
    }
  }

  /// The next step of a run that stopped there may count on how the host stands.
  private void refuseInTheMiddle(SiteContext context) {
    SiteRuns.toResume(context.folder())
        .filter(run -> run.inTheMiddle().contains(host))
        .ifPresent(
            run -> {
              throw Problem.of(
                      ProblemId.RUN_UNFINISHED,
                      "The run " + run.runId() + " stopped in the middle of " + host)
                  .withFix("holdfast resume")
                  .asException();
            });
  }
}
