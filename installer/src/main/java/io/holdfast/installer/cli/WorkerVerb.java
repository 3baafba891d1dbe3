package io.holdfast.installer.cli;

import io.holdfast.installer.run.Looks;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.WorkerPlans;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Sha256;
import java.util.List;
import picocli.CommandLine.Parameters;

/// What verbs about one worker share. They need no bundle, and the worker itself need not answer.
abstract class WorkerVerb extends SiteVerb {
  @Parameters(paramLabel = "HOST", description = "The worker, by its name in the site file.")
  private String host = "";

  /// The plan for this worker.
  abstract Plan plan(WorkerPlans plans, Site site, String worker);

  /// Refuses what must not be done now.
  void refuse(SiteContext context, String worker) {}

  /// Whether the worker's tasks need another place.
  abstract boolean movesWork();

  /// What the administrator is asked.
  abstract String question(String worker);

  /// The command that leads back, or on.
  abstract String next(String worker);

  @Override
  final int run(Output output) throws Exception {
    var context = context();
    requireWorker(context.site());
    refuse(context, host);
    var siteId = KeptVault.require(context).vault().siteId();
    try (var open = OpenSite.without(context)) {
      if (movesWork()) {
        requireAnother(open);
      }
      var looks = new Looks(open.session().world());
      var plans = new WorkerPlans(context.site(), siteId, Sha256.of(context.text()), looks);
      var plan = plan(plans, context.site(), host);
      var told = new RunOutput(output);
      var running = new Running(open, told);
      if (plan.isEmpty()) {
        return told.end(running.nothingToDo(plan));
      }
      PlanLines.withoutBundle(context.site(), plan).forEach(output::say);
      if (!Consent.given(
          isYes(), output, PlanLines.question(context.site(), plan, question(host)))) {
        return 0;
      }
      var result = running.start(plan, List.of());
      if (result.exitCode() == 0) {
        output.say("Next: " + next(host));
      }
      return told.end(result);
    }
  }

  /// Of several workers one stays open, for the tasks would have no place to go to.
  private void requireAnother(OpenSite open) {
    var others = open.context().site().workers().stream().map(Host::name);
    var closed = ClosedHere.of(open);
    var rest = others.filter(name -> !name.equals(host)).toList();
    if (!rest.isEmpty() && closed.containsAll(rest)) {
      throw Problem.of(ProblemId.USAGE_WRONG, host + " is the last worker that takes work")
          .withEvidence("closed are " + String.join(", ", rest))
          .withFix(
              "holdfast undrain " + rest.getFirst() + "   # first: the tasks need another place",
              "holdfast drain " + host + " --wait   # takes no new work, and moves nothing")
          .withClusterSafe(true, "nothing was changed")
          .asException();
    }
  }

  private void requireWorker(Site site) {
    var workers = site.workers().stream().map(Host::name).toList();
    if (!workers.contains(host)) {
      var isKnown = site.host(host).filter(known -> !known.is(Role.WORKER)).isPresent();
      throw Problem.of(
              ProblemId.USAGE_WRONG,
              isKnown ? host + " is no worker" : "The site has no host " + host)
          .withEvidence("its workers: " + String.join(", ", workers))
          .withFix("holdfast status")
          .asException();
    }
  }
}
