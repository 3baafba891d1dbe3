package io.holdfast.scheduler.run;

import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Span;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;
import io.holdfast.templates.render.Layout;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The problems that the executor itself reports, each with what to do next.
final class RunProblems {
  private static final String RESUME = "holdfast resume";
  private static final String BETWEEN = "no host is in the middle of its change";
  private static final String DEPLOY_JOB = "nomad.deploy-job";
  private static final String JOB_PLACED = "nomad.job-placed";
  private static final String MENDED =
      "holdfast upgrade --bundle BUNDLE   # with a mended job: a signed bundle stays as it is";

  private RunProblems() {}

  static boolean isFinal(Fact.RunEnded ended) {
    return ended.exitCode() == 0 || ended.exitCode() == ProblemKind.PUT_BACK.exitCode();
  }

  static Problem stepFailed(Step step, String evidence) {
    if (Snapshots.isOne(step)) {
      return notSaved(step, evidence);
    }
    if (Snapshots.isRehearsal(step)) {
      return notRehearsed(step, evidence);
    }
    var problem =
        Problem.of(ProblemId.STEP_FAILED, "A step failed: " + step.title())
            .withHost(step.host())
            .withStep(step.path())
            .withEvidence(evidence)
            .withResume(RESUME);
    return step.work() instanceof Step.Operate operate && operate.operation().equals(DEPLOY_JOB)
        ? problem
            .withFix(MENDED)
            .withClusterSafe(
                true, "the job was not registered; all before it is done, and what ran goes on")
        : problem;
  }

  static Problem unreachable(Step step, int tries, Optional<StepEnd.Lost> last) {
    if (Snapshots.isOne(step)) {
      var why = last.map(StepEnd.Lost::evidence).orElse("no answer");
      return notSaved(step, why + ", asked " + tries + " times");
    }
    if (Snapshots.isRehearsal(step)) {
      var why = last.map(StepEnd.Lost::evidence).orElse("no answer");
      return notBegun(step, why + ", asked " + tries + " times");
    }
    if (step.backMs() > 0) {
      return notBack(step, last.map(StepEnd.Lost::evidence).orElse(""));
    }
    return last.filter(StepEnd.Lost::isOfProduct)
        .map(lost -> silentProduct(step, tries, lost))
        .orElseGet(() -> unreachable(step, tries));
  }

  /// The stage comes before all servers, and nothing of it is repeated while one is in the middle
  /// of its change.
  private static Problem notSaved(Step step, String evidence) {
    return Problem.of(ProblemId.SNAPSHOT_NOT_SAVED, "A step failed: " + step.title())
        .withStep(step.path())
        .withEvidence(evidence)
        .withClusterSafe(true, "no server is in the middle of a change")
        .withFix("holdfast status   # says whether the product has a leader")
        .withResume(RESUME);
  }

  /// No rehearsal took place, mostly because nobody leads: nothing is known of how the cluster is.
  private static Problem notBegun(Step step, String evidence) {
    return Problem.of(ProblemId.REHEARSAL_FAILED, "The rehearsal could not begin: " + step.title())
        .withStep(step.path())
        .withEvidence(evidence)
        .withFix(
            "holdfast status   # says whether the product has a leader",
            "holdfast recover   # where nobody leads")
        .withResume(RESUME);
  }

  /// Whoever resumes without a change of the bundle meets the same again, unless it was the state
  /// as it was saved that was at fault: a resume saves anew. The operation's own words begin with
  /// what failed, and where.
  private static Problem notRehearsed(Step step, String evidence) {
    var words = evidence.split(": ", 2);
    return Problem.of(ProblemId.REHEARSAL_FAILED, words[0])
        .withStep(step.path())
        .withEvidence(words.length > 1 ? words[1] : step.title())
        .withClusterSafe(true, "no server was touched; the copy is deleted")
        .withFix(explain(ProblemId.REHEARSAL_FAILED))
        .withResume(RESUME);
  }

  /// Something went wrong on the way to it, which says nothing about the version: the next one may
  /// say something, and clears nobody where one before it has failed.
  static Problem rehearsalBroken(Step step, String evidence) {
    return Problem.of(ProblemId.STEP_FAILED, "The rehearsal came to no end: " + step.title())
        .withStep(step.path())
        .withEvidence(evidence)
        .withClusterSafe(true, "no server was touched")
        .withResume(RESUME);
  }

  /// The host is there: what is silent is a product on it, by the operation's own words.
  private static Problem silentProduct(Step step, int tries, StepEnd.Lost last) {
    var what = last.evidence().split(": ", 2)[0].replaceFirst("\\.$", "");
    return Problem.of(ProblemId.API_SILENT, what + ", asked " + tries + " times")
        .withHost(step.host())
        .withStep(step.path())
        .withEvidence(last.evidence())
        .withFix(
            "systemctl status " + unitBehind(step) + "   # on the host that is silent",
            "holdfast apply   # plans anew, and starts what does not run")
        .withResume(RESUME);
  }

  /// The unit of the product that an operation asks; its first word names the product.
  private static String unitBehind(Step step) {
    var operation = step.work() instanceof Step.Operate operate ? operate.operation() : "";
    return switch (operation.split("\\.", 2)[0]) {
      case "swarm" -> Layout.DOCKER_UNIT;
      case "consul" -> Layout.CONSUL_UNIT;
      case "nomad" -> Layout.NOMAD_UNIT;
      case "lb" -> Layout.HAPROXY_UNIT;
      default -> "UNIT";
    };
  }

  /// A host that was silent when this life of the run began, and has to be there.
  static Problem silentHost(String host, String why) {
    return Problem.of(ProblemId.HOST_UNREACHABLE, "The host gives no answer")
        .withHost(host)
        .withEvidence(why)
        .withFix("Bring the host back or its network, then resume")
        .withResume(RESUME);
  }

  /// `left` are workers with what was seen of each; `resumable` says whether this run knows what
  /// they miss.
  static Problem leftBehind(SortedMap<String, String> left, boolean resumable) {
    var hosts = String.join(", ", left.keySet());
    var catchUp =
        (resumable ? RESUME : "holdfast apply") + "   # then; brings what they miss to " + hosts;
    var problem =
        Problem.of(
                ProblemId.WORKERS_LEFT_BEHIND,
                (left.size() == 1
                        ? "1 worker gave no answer and is"
                        : left.size() + " workers gave no answer and are")
                    + " left behind: "
                    + hosts)
            .withEvidence(
                left.entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + entry.getValue())
                    .collect(Collectors.joining("\n")))
            .withClusterSafe(true, "all that the run changed on other hosts is as it says")
            .withFix("Bring them back; holdfast status shows who answers", catchUp);
    return resumable ? problem.withResume(RESUME) : problem;
  }

  private static Problem unreachable(Step step, int tries) {
    return Problem.of(ProblemId.HOST_UNREACHABLE, "The host gave no answer in " + tries + " tries")
        .withHost(step.host())
        .withStep(step.path())
        .withFix("Bring the host back or its network, then resume")
        .withResume(RESUME);
  }

  /// The host was sent into a boot and gives no answer any more.
  private static Problem notBack(Step step, String evidence) {
    return Problem.of(
            ProblemId.HOST_NOT_BACK,
            "The host did not come back within "
                + seconds(step.backMs())
                + " s from the last sign of it")
        .withHost(step.host())
        .withStep(step.path())
        .withEvidence(evidence)
        .withFix(
            "Look at its console: it may wait in its firmware, or check a file system",
            RESUME + "   # once it is up: it is not booted a second time")
        .withClusterSafe(
            true,
            "only " + step.host() + " is away; the others were judged to hold the cluster before")
        .withResume(RESUME);
  }

  static Problem beforeGate(String host, Watch.Failure failure) {
    return Problem.of(
            ProblemId.BEFORE_GATE, "The cluster cannot lose this host now: " + failure.why())
        .withHost(host)
        .withStep(failure.gate().path())
        .withEvidence(failure.raw())
        .withClusterSafe(false, failure.why() + "; this host was not touched")
        .withFix(
            "holdfast status",
            "holdfast apply   # plans anew, and starts what does not run",
            "holdfast recover   # where nobody leads",
            "Or start or repair what is missing, then resume")
        .withResume(RESUME);
  }

  static Problem againGate(String host, Step step, Watch.Failure failure) {
    if (step.backMs() > 0) {
      return notBack(step, failure.why());
    }
    return Problem.of(
            ProblemId.BEFORE_GATE,
            "The cluster cannot bear that the host is disturbed again: " + failure.why())
        .withHost(host)
        .withStep(step.path())
        .withEvidence(failure.raw())
        .withClusterSafe(false, failure.why() + "; " + host + " is in the middle of its change")
        .withResume(RESUME);
  }

  static Problem noLeaderForUndo(Group group, Fact.HostFailed failed) {
    return Problem.of(
            ProblemId.BEFORE_GATE,
            "The host failed, and the members of " + group.component() + " agree about no leader")
        .withHost(failed.host())
        .withStep(failed.at())
        .withEvidence(failed.why())
        .withClusterSafe(false, "no leader is agreed; the host was not put back yet")
        .withFix(
            "holdfast status",
            "holdfast recover   # where nobody leads",
            "Bring the other servers back, then resume")
        .withResume(RESUME);
  }

  static Problem noLeader(Group group, String host) {
    return Problem.of(
            ProblemId.BEFORE_GATE,
            "The members of " + group.component() + " do not agree about a leader")
        .withHost(host)
        .withStep(group.path())
        .withClusterSafe(false, "no leader is agreed; this host was not touched")
        .withFix("holdfast recover   # where nobody leads")
        .withResume(RESUME);
  }

  static Problem stageGate(Watch.Failure failure) {
    var problem =
        Problem.of(ProblemId.AFTER_GATE, "What was done has not come up: " + failure.why())
            .withStep(failure.gate().path())
            .withEvidence(failure.raw())
            .withResume(RESUME);
    return failure.gate().gate().equals(JOB_PLACED)
        ? problem
            .withFix(MENDED, "holdfast apply   # once the workers are as the job wants them")
            .withClusterSafe(
                true, "all before the job is done and stays; of the job runs what found its place")
        : problem;
  }

  static Problem forwardOnly(Fact.HostFailed failed, String why) {
    return Problem.of(ProblemId.FORWARD_ONLY, "The host failed and cannot be put back: " + why)
        .withHost(failed.host())
        .withStep(failed.at())
        .withEvidence(failed.why())
        .withFix("Repair the host, then resume: the run goes on with it")
        .withResume(RESUME);
  }

  static Problem undoFailed(HostWork work, String at, String why) {
    return Problem.of(ProblemId.UNDO_FAILED, "The host could not be put back yet")
        .withHost(work.host())
        .withStep(at)
        .withEvidence(why)
        .withResume(RESUME);
  }

  /// Of a host that was put back.
  ///
  /// @param hosts those of the group that came to such an end
  static Problem putBack(
      Plan plan, Group group, Fact.HostFailed failed, Function<Outcome.End, List<String>> hosts) {
    var emptied =
        Outcome.empties(group.path()) ? hosts.apply(Outcome.End.FINAL) : List.<String>of();
    var problem =
        Problem.of(ProblemId.RUN_PUT_BACK, "The host failed after its change and was put back")
            .withHost(failed.host())
            .withStep(failed.at())
            .withEvidence(withId(failed))
            .withClusterSafe(
                true,
                failed.host()
                    + back(group)
                    + these("; emptied, and closed until somebody decides: ", emptied)
                    + these("; never touched: ", hosts.apply(Outcome.End.UNTOUCHED)));
    return failed.evidenceFile().isEmpty()
        ? problem.withFix(again(plan, emptied))
        : problem.withFix("Read " + failed.evidenceFile() + " in the run's folder");
  }

  private static String these(String word, List<String> hosts) {
    return hosts.isEmpty() ? "" : word + String.join(", ", hosts);
  }

  /// The command to give again, and for whoever gives up the way to open what stays closed.
  private static String[] again(Plan plan, List<String> emptied) {
    var hosts =
        plan.steps().stream().map(Step::host).distinct().sorted().collect(Collectors.joining(" "));
    var command =
        switch (plan.verb()) {
          case REMOVE -> "holdfast hosts remove " + hosts;
          case DRAIN -> "holdfast drain " + hosts;
          case MAINTAIN -> "holdfast hosts maintenance begin " + hosts;
          default -> "holdfast apply";
        };
    var opened =
        emptied.stream()
            .map(host -> "holdfast undrain " + host + "   # where it is to stay after all");
    return Stream.concat(Stream.of(command + "   # once the cause is repaired"), opened)
        .toArray(String[]::new);
  }

  private static String back(Group group) {
    return switch (group.component()) {
      case Layout.FIREWALL -> " has its ports open again as before";
      case Group.HOST -> " is as it was before";
      default -> " is back in " + group.component();
    };
  }

  /// What a host failed with; a step's own error begins with its id already.
  private static String withId(Fact.HostFailed failed) {
    var id = failed.problem().code();
    return failed.why().startsWith(id) ? failed.why() : id + " " + failed.why();
  }

  static Problem stoppedAsAsked() {
    return Problem.of(ProblemId.RUN_STOPPED, "The run stopped between two hosts, as asked")
        .withClusterSafe(true, BETWEEN)
        .withResume(RESUME);
  }

  static Problem stoppedAfter(Stage stage) {
    return Problem.of(ProblemId.RUN_STOPPED, "The run stopped after " + stage.path() + ", as asked")
        .withClusterSafe(true, BETWEEN)
        .withResume(RESUME);
  }

  /// `late` is by how many milliseconds.
  static Problem windowOver(String what, Span span, long late) {
    return Problem.of(
            ProblemId.RUN_STOPPED,
            "The run stopped between two hosts: " + what + " could end after the window")
        .withEvidence(
            "it takes up to "
                + seconds(span.mostMs())
                + " s, the window is "
                + seconds(late)
                + " s too short for that")
        .withFix("holdfast resume --until HH:MM   # in the next window")
        .withResume(RESUME);
  }

  private static long seconds(long milliseconds) {
    return (milliseconds + 999) / 1_000;
  }

  static Problem lockLost(String why) {
    return Problem.of(
            ProblemId.LOCK_LOST, "The lock of the site was lost while the run was under way")
        .withEvidence(why)
        .withResume(RESUME);
  }

  static Problem refused(Step step, StepEnd.Refused end) {
    return Problem.of(end.problem(), end.problem().title())
        .withHost(step.host())
        .withStep(step.path())
        .withEvidence(end.evidence())
        .withFix(
            switch (end.problem()) {
              case FENCE_TOO_LOW -> "holdfast status   # another run has taken over";
              case LOCK_LOST -> RESUME + "   # once nobody else works on this cluster";
              case OTHER_CLUSTER -> "holdfast preflight   # once its address in site.yaml is right";
              case SNAPSHOT_DAMAGED ->
                  Snapshots.isRehearsal(step)
                      ? RESUME + "   # saves anew; look at the disk of this machine"
                      : explain(end.problem());
              default -> explain(end.problem());
            });
  }

  private static String explain(ProblemId id) {
    return "holdfast explain " + id;
  }

  static HoldfastException otherPlan(String journaled, String given) {
    return Problem.of(ProblemId.PLAN_STALE, "The journal belongs to another plan")
        .withEvidence("journal: plan " + journaled + ", given: plan " + given)
        .asException();
  }

  static HoldfastException unknownRecord(JournalRecord found) {
    return Problem.of(
            ProblemId.JOURNAL_DAMAGED, "The journal has a record that this Holdfast does not know")
        .withEvidence("record " + found.seq() + " is of kind " + found.kind())
        .withFix("Resume with the newer Holdfast that wrote it")
        .asException();
  }
}
