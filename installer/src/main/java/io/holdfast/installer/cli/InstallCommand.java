package io.holdfast.installer.cli;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import picocli.CommandLine.Command;

/// `holdfast install --answers site.yaml --bundle B --trust T`: from bare hosts to a running
/// cluster.
@Command(name = "install", description = "Check the hosts, show the plan, and install the cluster.")
final class InstallCommand extends SiteVerb {
  @Override
  int run(Output output) throws Exception {
    var context = context();
    var source = source(context);
    try (var open = OpenSite.with(context, source, false)) {
      open.verifyBundle(output);
      output.say("Checking " + context.site().hosts().size() + " hosts ...");
      PreflightCommand.check(open).throwIfFailed();
    }
    try (var open = OpenSite.with(context, source, true)) {
      var plan = PlanCommand.make(open, Plan.Verb.INSTALL);
      var running = new Running(open, output);
      if (plan.isEmpty()) {
        return running.nothingToDo(plan);
      }
      PlanText.of(plan).forEach(output::say);
      if (!Consent.given(isYes(), output, "Install this?")) {
        return 0;
      }
      open.remember(source);
      return running.start(plan);
    }
  }
}
