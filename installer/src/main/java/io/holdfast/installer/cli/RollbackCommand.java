package io.holdfast.installer.cli;

import io.holdfast.bundle.Bundles;
import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.SitePlanning;
import io.holdfast.installer.run.UserFile;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Staying;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast rollback [PLAN]`: back to the bundle that stood before the last upgrade, as far as the
/// data allow it; with a plan, exactly that plan.
@Command(
    name = "rollback",
    description = {
      "Go back to the bundle that stood before the last upgrade, host by host behind gates.",
      "What cannot read what a newer version has written stays: the plan names it. No data go back."
    })
final class RollbackCommand extends SiteAndBundleVerb {
  @Parameters(
      paramLabel = "PLAN",
      arity = "0..1",
      description = "A plan written by rollback --dry-run --out.")
  private @Nullable Path file;

  @Option(
      names = "--dry-run",
      description = "Show what would go back and what would stay; change nothing anywhere.")
  private boolean dry;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "With --dry-run: write the plan, for rollback FILE.")
  private @Nullable Path out;

  @Mixin private RunBounds bounds = new RunBounds();

  /// The result of a dry run for scripts; `goesBack` and the plan's `stays` say what it means.
  record Preview(String digest, boolean empty, String bundle, List<String> goesBack, Plan plan) {}

  @Override
  int run(Output output) throws Exception {
    requireUsage();
    var context = context();
    context.folder().lastRun().ifPresent(RunWords::refuseWhileGoing);
    var named = namedBundle().map(file -> Bundles.digest(file).digest());
    var earlier = EarlierBundle.require(context.folder(), named);
    earlier.requireFile(namedBundle());
    var source = OpenSite.sourceOf(earlier, context, namedBundle(), namedTrust());
    try (var open = OpenSite.goingBack(context, source, earlier)) {
      open.session().hosts().warm();
      requireKnownHere(open);
      var written =
          Optional.ofNullable(file)
              .map(it -> new ApprovalRule.Written(it, UserFile.read("The plan", it)));
      var made = PlanCommand.made(open, Plan.Verb.ROLLBACK, bounds.maxUnreachable());
      requireNothingBetween(context.folder(), made.plan());
      written
          .map(it -> Plan.read(it.content()))
          .ifPresent(plan -> StalePlan.requireFresh(plan, made.plan()));
      var back = new Back(open, source, earlier, made);
      if (made.plan().isEmpty()) {
        requireNothingNewer(back);
        return dry ? preview(output, back) : nothingToDo(back, new RunOutput(output));
      }
      BeforeChange.require(open, made.plan(), bounds.maxUnreachable());
      return dry ? preview(output, back) : carryOut(output, back, written);
    }
  }

  /// A way back as it was planned, under the bundle that it leads to.
  private record Back(
      OpenSite open, OpenSite.Source source, EarlierBundle earlier, SitePlanning.Made made) {
    private Plan plan() {
      return made.plan();
    }

    private SiteFolder folder() {
      return open.context().folder();
    }

    /// The plan, then what it means.
    private List<String> lines() {
      return Stream.of(
              PlanLines.of(open, made),
              RollbackLines.of(plan(), earlier),
              RollbackLines.leaves(folder()))
          .flatMap(List::stream)
          .toList();
    }

    private void remember() {
      open.remember(source);
    }
  }

  private void requireUsage() {
    if ((out != null && !dry) || (file != null && dry)) {
      throw Problem.of(
              ProblemId.USAGE_WRONG,
              out != null ? "--out is for --dry-run" : "A plan that is given is carried out")
          .withFix(
              "holdfast rollback --dry-run --out p.json   # writes the plan",
              "holdfast rollback p.json   # carries it out")
          .asException();
    }
  }

  /// Each machine knows its own runs.
  private static void requireKnownHere(OpenSite open) {
    open.lastRunElsewhere()
        .ifPresent(
            run -> {
              throw EarlierBundle.changedElsewhere(run.runId());
            });
  }

  /// After an attach a machine knows the last run of another one, and not those before it.
  static void requireNothingBetween(SiteFolder folder, Plan plan) {
    ChangeElsewhere.sinceLast(folder, plan)
        .ifPresent(
            change -> {
              throw EarlierBundle.passedOver(change);
            });
  }

  /// Refuses an upgrade of which all stays.
  private static void requireNothingNewer(Back back) {
    var stays = back.plan().stays().orElse(List.of());
    if (!stays.isEmpty() && !isBack(back.folder(), stays)) {
      throw RollbackLines.nothingGoesBack(back.earlier(), stays);
    }
  }

  /// Where the site has gone back already, or its upgrade was put back.
  private static int nothingToDo(Back back, RunOutput told) {
    back.remember();
    back.open().rememberStanding();
    return told.end(new Running(back.open(), told).nothingToDo(back.plan()));
  }

  /// An upgrade of nothing but what stays cannot be gone back from. One that was put back may have
  /// left newer agents.
  private static boolean isBack(SiteFolder folder, List<Staying> stays) {
    var isPutBack =
        stays.stream().allMatch(staying -> staying.component().equals(Layout.AGENT))
            && SiteRuns.begunWithBundle(folder).reversed().stream()
                .findFirst()
                .filter(run -> !SiteRuns.endedWell(run))
                .isPresent();
    return isPutBack || EarlierBundle.hasGoneBack(folder);
  }

  private int preview(Output output, Back back) {
    var plan = back.plan();
    back.lines().forEach(output::text);
    if (out != null) {
      UserFile.write("The plan", out, Json.canonical(plan));
    }
    output.result(
        new Preview(
            plan.digest(),
            plan.isEmpty(),
            BundleHistory.name(back.open().bundle()),
            RollbackLines.goesBack(plan),
            plan));
    return 0;
  }

  private int carryOut(Output output, Back back, Optional<ApprovalRule.Written> written)
      throws IOException, InterruptedException {
    var plan = back.plan();
    var approvers = ApprovalRule.requireForRollback(back.open().context(), written);
    var clock = Clock.system(ZoneId.systemDefault());
    var limits = bounds.of(plan, clock);
    back.open().verifyBundle(output);
    back.lines().forEach(output::say);
    limits.lines(clock).forEach(output::say);
    if (!approvers.isEmpty()) {
      output.say("Approved by " + String.join(", ", approvers) + ".");
    }
    if (!Consent.given(isYes(), output, "Go back like this?")) {
      return 0;
    }
    back.remember();
    var told = new RunOutput(output);
    var running = new Running(back.open(), told).within(limits).approvedBy(approvers);
    return told.end(running.start(plan, List.of()));
  }
}
