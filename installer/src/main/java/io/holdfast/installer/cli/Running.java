package io.holdfast.installer.cli;

import io.holdfast.installer.preflight.Skip;
import io.holdfast.installer.run.PlanRun;
import io.holdfast.installer.run.RunBeacon;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.installer.run.RunFolder.About.Stood;
import io.holdfast.installer.run.RunId;
import io.holdfast.installer.run.RunListener;
import io.holdfast.installer.run.SiteState;
import io.holdfast.installer.ssh.ShellWords;
import io.holdfast.installer.wizard.DraftFile;
import io.holdfast.scheduler.plan.Leg;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Starts a run of a plan, or goes on with one, and tells how it went.
final class Running {
  private static final System.Logger LOG = System.getLogger(Running.class.getName());

  private final OpenSite open;
  private final RunListener listener;
  private final RunBounds.Limits limits;
  private final List<String> left;
  private final List<String> approvers;

  Running(OpenSite open, RunListener listener) {
    this(open, listener, RunBounds.Limits.NONE);
  }

  Running(OpenSite open, RunListener listener, RunBounds.Limits limits) {
    this(open, listener, limits, List.of(), List.of());
  }

  private Running(
      OpenSite open,
      RunListener listener,
      RunBounds.Limits limits,
      List<String> left,
      List<String> approvers) {
    this.open = open;
    this.listener = listener;
    this.limits = limits;
    this.left = List.copyOf(left);
    this.approvers = List.copyOf(approvers);
  }

  Running within(RunBounds.Limits narrower) {
    return new Running(open, listener, narrower, left, approvers);
  }

  /// A run of a part of a plan; these parts are left for later.
  Running leaving(List<String> parts) {
    return new Running(open, listener, limits, parts, approvers);
  }

  /// A run of a plan that these have approved.
  Running approvedBy(List<String> names) {
    return new Running(open, listener, limits, left, names);
  }

  /// The result for scripts. `changed` counts the steps that changed something. `left` are the
  /// parts of the plan that were left for later.
  record Result(
      int exitCode,
      String runId,
      String planDigest,
      long changed,
      boolean resumable,
      List<Problem> problems,
      List<Outcome.GroupOutcome> groups,
      List<Outcome.StepTiming> steps,
      List<String> left) {

    /// Of a run that went well, and could not do this.
    Result but(List<Problem> undone) {
      var code = undone.getFirst().id().kind().exitCode();
      return new Result(code, runId, planDigest, changed, resumable, undone, groups, steps, left);
    }
  }

  /// An empty plan takes no lock and changes no host.
  Result nothingToDo(Plan plan) {
    open.keepVault();
    if (plan.verb().bringsBundle()) {
      forgetAnswers();
    }
    if (plan.absent().isPresent()) {
      return nothingButSilence(plan);
    }
    Unfinished.settle(open.context().folder(), plan);
    listener.say("Nothing to do: everything stands as wanted.");
    plan.stays().orElse(List.of()).forEach(staying -> listener.say("  " + staying.line()));
    plan.leg().ifPresent(leg -> listener.say(standsAt(leg)));
    return new Result(0, "", plan.digest(), 0, false, List.of(), List.of(), List.of(), left);
  }

  /// Nobody knows what the workers that gave no answer miss.
  private Result nothingButSilence(Plan plan) {
    var hosts = plan.absent().orElse(List.of());
    var problem =
        Problem.of(
                ProblemId.WORKERS_LEFT_BEHIND,
                "Nothing to do on those that answer; no answer from " + String.join(", ", hosts))
            .withClusterSafe(true, "nothing was changed")
            .withFix(
                plan.verb() == Plan.Verb.FINALIZE
                    ? "holdfast finalize   # once they are back"
                    : "holdfast apply   # once they are back; brings them what they miss");
    listener.say(Brief.of(problem).toText());
    var exitCode = problem.id().kind().exitCode();
    return new Result(
        exitCode, "", plan.digest(), 0, false, List.of(problem), List.of(), List.of(), left);
  }

  /// A new run of a plan, in spite of what was skipped.
  Result start(Plan plan, List<Skip> skips) throws IOException, InterruptedException {
    RunsInTheWay.refuse(open.context().folder(), plan);
    if (approvers.isEmpty()
        && ApprovalRule.isNeeded(
            open.context(), plan, open.carried().map(BundleHistory.Brought::of))) {
      ApprovalRule.require(open.context(), Optional.empty());
    }
    var stood = stood();
    open.keepVault();
    var now = Instant.now();
    var runId = RunId.next(now, plan.verb(), new SecureRandom());
    var run = open.context().folder().run(runId);
    run.savePlan(plan);
    var brought = open.carried().map(BundleHistory.Brought::of);
    var bundle = brought.orElseGet(() -> BundleHistory.lastBrought(open.context().folder()));
    var about =
        new RunFolder.About(
            runId,
            plan.verb().word(),
            runId + "@" + machine(),
            bundle.digest(),
            bundle.name(),
            bundle.version(),
            open.context().text(),
            now.toEpochMilli(),
            skips.isEmpty()
                ? Optional.empty()
                : Optional.of(skips.stream().map(Skip::toString).sorted().toList()),
            Optional.of(operator()));
    run.saveAbout(about.with(approvers, left, stood).in(state()));
    open.rememberWith(run);
    return carryOut(run, plan, PlanRun::carryOut);
  }

  /// Where the site stands before the run, also by what only the servers know.
  private Optional<Stood> stood() {
    var elsewhere = open.lastRunElsewhere();
    return elsewhere.isPresent()
        ? Stops.stood(elsewhere.get())
        : Stops.stood(open.context().folder());
  }

  /// Goes on with the run in a folder from where it stopped.
  Result goOn(RunFolder run, Plan plan) throws IOException, InterruptedException {
    run.about().map(about -> about.in(state())).ifPresent(run::saveAbout);
    open.rememberWith(run);
    var parts = run.about().flatMap(RunFolder.About::left).orElse(List.of());
    return leaving(parts).carryOut(run, plan, PlanRun::goOn);
  }

  private static SiteState state() {
    return SiteState.of(HoldfastCommand.VERSION);
  }

  /// How a run begins.
  private interface Begin {
    Outcome of(PlanRun run) throws IOException, InterruptedException;
  }

  /// Who has become root is still himself.
  static String operator() {
    return Optional.ofNullable(System.getenv("SUDO_USER"))
        .or(() -> Optional.ofNullable(System.getProperty("user.name")))
        .orElse("unknown");
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException nameless) {
      return "unknown";
    }
  }

  private Result carryOut(RunFolder folder, Plan plan, Begin begin)
      throws IOException, InterruptedException {
    var context = open.context();
    var run =
        new PlanRun(
            open.session(),
            context.folder(),
            folder,
            open.carried(),
            context.knownHosts(),
            limits::from,
            listener::progress);
    listener.steering(run::askStop);
    var going =
        new RunBeacon.Going(machine(), ProcessHandle.current().pid(), Instant.now().toEpochMilli());
    try (var _ = RunBeacon.light(folder, going)) {
      return tell(folder, plan, begin.of(run));
    }
  }

  /// The run is done, whether or not this machine can keep that.
  private void stands() {
    try {
      open.rememberStanding();
    } catch (UncheckedIOException unwritable) {
      LOG.log(System.Logger.Level.WARNING, "the bundle that the site stands at", unwritable);
    }
  }

  /// From now on the site file is what counts: the wizard's answers would undo what was added to
  /// it.
  private void forgetAnswers() {
    new DraftFile(open.context().file()).removeOf(open.context().site().site());
  }

  /// The engine knows the run's folder by no path.
  static Problem placed(Problem problem, RunFolder folder) {
    var place = "in " + folder.path().resolve("raw");
    return problem.withFix(
        problem.fix().stream()
            .map(command -> command.replace("in the run's folder", place))
            .toArray(String[]::new));
  }

  private Result tell(RunFolder folder, Plan plan, Outcome outcome) {
    var changed = outcome.steps().stream().filter(Outcome.StepTiming::changed).count();
    var problems =
        outcome.problems().stream()
            .map(problem -> placed(problem, folder))
            .map(
                problem ->
                    plan.verb().isGoneOnWith()
                        ? problem
                        : GivenAgain.told(problem, plan, open.context().site()))
            .toList();
    problems.forEach(problem -> listener.say(Brief.of(problem).toText()));
    limits.overridden().forEach(listener::say);
    if (outcome.exitCode() == 0 || outcome.doneButForSome()) {
      if (left.isEmpty()) {
        stands();
      }
      if (plan.verb().bringsBundle()) {
        forgetAnswers();
      }
      var whole =
          outcome
              .leftBehind()
              .map(hosts -> "Done but for " + String.join(", ", hosts) + ": ")
              .orElse("Done: ");
      listener.say(
          whole
              + (changed == 1 ? "1 step" : changed + " steps")
              + " changed something. Run "
              + folder.runId());
      if (!left.isEmpty()) {
        listener.say("Left of the plan: " + String.join(", ", left) + ". " + rest());
      } else if (outcome.exitCode() == 0) {
        plan.leg().ifPresent(leg -> listener.say(standsAt(leg)));
      }
    }
    return new Result(
        outcome.exitCode(),
        folder.runId(),
        plan.digest(),
        changed,
        outcome.resumable() && plan.verb().isGoneOnWith(),
        problems,
        outcome.groups(),
        outcome.steps(),
        left);
  }

  /// The bundle is named, for the site does not stand at it yet.
  private String rest() {
    return "holdfast apply" + bundleNamed() + " does the rest.";
  }

  /// A stop is a good place to stay at; how it goes on is told wherever it is reached.
  private String standsAt(Leg leg) {
    return leg.reached() + (leg.ahead().isEmpty() ? "." : ": " + onward());
  }

  private String onward() {
    return open.context().site().approvalsNeeded() > 0
        ? "holdfast plan --out plan.json" + bundleNamed() + "   # to be approved and applied"
        : "holdfast upgrade" + bundleNamed();
  }

  /// Of a run that reached a stop and was not meant to go on from there.
  Result stoppedAt(Leg leg, Result result) {
    var problem =
        Problem.of(
                ProblemId.RUN_STOPPED,
                "The upgrade stopped at the stop " + leg.stop() + ", as asked")
            .withFix(onward())
            .withClusterSafe(true, "the site is whole at this stop, and may stay there");
    listener.say(Brief.of(problem).toText());
    return result.but(List.of(problem));
  }

  private String bundleNamed() {
    return open.carriedFrom().map(file -> " --bundle " + ShellWords.join(List.of(file))).orElse("");
  }
}
