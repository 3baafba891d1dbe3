package io.holdfast.installer.cli;

import io.holdfast.installer.run.UserFile;
import io.holdfast.scheduler.plan.Part;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast apply [PLAN]`: brings the hosts to what site file and bundle say; with a plan, exactly
/// that plan, or what of it is not about workers that give no answer and may be left behind.
@Command(name = "apply", description = "Carry out a plan, or make one now and carry it out.")
final class ApplyCommand extends SiteAndBundleVerb {
  @Parameters(paramLabel = "PLAN", arity = "0..1", description = "A plan written by plan --out.")
  private @Nullable Path file;

  @Option(
      names = "--only",
      paramLabel = "PATH",
      description =
          "Carry out this part of the plan alone, such as /consul-servers or /nomad-clients/w1.")
  private @Nullable String only;

  @Mixin private RunBounds bounds = new RunBounds();

  /// A plan that goes back is carried out by the verb that knows which bundle stood before.
  private static Plan.Verb verb(Plan given) {
    if (given.verb() == Plan.Verb.ROLLBACK) {
      throw Problem.of(ProblemId.USAGE_WRONG, "This plan goes back to an earlier bundle")
          .withFix("holdfast rollback PLAN   # with this file")
          .withClusterSafe(true, "nothing was changed")
          .asException();
    }
    return given.verb();
  }

  @Override
  int run(Output output) throws Exception {
    var context = context();
    var source = source(context);
    try (var open = OpenSite.with(context, source, OpenSite.VaultUse.RENEW)) {
      open.session().hosts().warm();
      var written =
          Optional.ofNullable(file)
              .map(it -> new ApprovalRule.Written(it, UserFile.read("The plan", it)));
      var given = written.map(it -> Plan.read(it.content()));
      var verb = given.map(ApplyCommand::verb).orElse(Plan.Verb.APPLY);
      var made = PlanCommand.made(open, verb, bounds.maxUnreachable());
      given.ifPresent(plan -> StalePlan.requireFresh(plan, made.plan()));
      var whole = given.filter(_ -> made.plan().absent().isEmpty()).orElseGet(made::plan);
      var part = Optional.ofNullable(only).filter(_ -> !whole.isEmpty());
      var left = part.map(path -> Part.of(whole, path).left()).orElse(List.of());
      var plan = part.map(path -> Part.of(whole, path).plan()).orElse(whole);
      BeforeChange.require(open, plan, bounds.maxUnreachable());
      var told = new RunOutput(output);
      var running = new Running(open, told);
      if (plan.isEmpty()) {
        return told.end(running.nothingToDo(plan));
      }
      var approvers = ApprovalRule.require(context, written);
      var clock = Clock.system(ZoneId.systemDefault());
      var limits = bounds.of(plan, clock);
      limits.lines(clock).forEach(output::say);
      open.verifyBundle(output);
      PlanLines.of(open, plan, made).forEach(output::say);
      left.forEach(path -> output.say("  Left for later: " + path));
      if (!approvers.isEmpty()) {
        output.say("Approved by " + String.join(", ", approvers) + ".");
      }
      if (!Consent.given(isYes(), output, PlanLines.question(context.site(), plan, "Do this?"))) {
        return 0;
      }
      open.remember(source);
      var begun = running.within(limits).leaving(left).approvedBy(approvers);
      return told.end(begun.start(plan, List.of()));
    }
  }
}
