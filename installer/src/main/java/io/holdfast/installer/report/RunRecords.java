package io.holdfast.installer.report;

import io.holdfast.installer.report.RunReport.Change;
import io.holdfast.installer.report.RunReport.Event;
import io.holdfast.installer.report.RunReport.Gate;
import io.holdfast.installer.report.RunReport.Group;
import io.holdfast.installer.report.RunReport.Standing;
import io.holdfast.installer.run.RunFolder;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.Fact;
import io.holdfast.scheduler.run.Facts;
import io.holdfast.scheduler.run.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A run's journal beside its plan, read for a report.
final class RunRecords {
  private final Plan plan;
  private final List<JournalRecord> records;
  private final Facts facts;

  RunRecords(Plan plan, List<JournalRecord> records) {
    this.plan = plan;
    this.records = List.copyOf(records);
    this.facts = Facts.of(records);
  }

  RunReport report(
      RunFolder.About about, Optional<Outcome> outcome, String state, List<String> kept) {
    var owner = about.owner();
    return new RunReport(
        about.runId(),
        plan.site(),
        about.verb(),
        state,
        outcome.map(Outcome::exitCode).or(() -> facts.ended().map(Fact.RunEnded::exitCode)),
        about.operator(),
        owner.substring(owner.lastIndexOf('@') + 1),
        about.startedAt(),
        facts.ended().flatMap(_ -> times("run-ended").reduce((_, last) -> last)),
        times("run-resumed").toList(),
        new RunReport.Bundle(about.bundleName(), about.bundleVersion(), about.bundleDigest()),
        facts.started().map(Fact.RunStarted::planDigest).orElseGet(plan::digest),
        changes(),
        groups().map(this::group).toList(),
        gates(),
        events(about),
        skipped(about),
        outcome.map(Outcome::problems).orElse(List.of()),
        kept);
  }

  /// What somebody answered for: checks before the run, and gates in it.
  private List<String> skipped(RunFolder.About about) {
    var overridden =
        records.stream()
            .flatMap(
                found ->
                    Fact.of(found) instanceof Fact.GateOverridden f
                        ? Stream.of("gate " + f.gate() + " by " + f.who() + ": " + f.why())
                        : Stream.empty());
    return Stream.concat(about.skipped().orElse(List.of()).stream(), overridden)
        .distinct()
        .toList();
  }

  private Stream<Long> times(String kind) {
    return records.stream().filter(found -> found.kind().equals(kind)).map(JournalRecord::wallMs);
  }

  private Stream<Stage.Group> groups() {
    return plan.stages().stream()
        .flatMap(stage -> stage instanceof Stage.Group group ? Stream.of(group) : Stream.empty());
  }

  private List<Change> changes() {
    var changes = new ArrayList<Change>();
    plan.changes()
        .forEach(
            (host, change) ->
                change
                    .to()
                    .forEach(
                        (component, to) -> {
                          if (RunReport.differs(change, component, to)) {
                            changes.add(
                                new Change(
                                    host,
                                    component,
                                    Optional.ofNullable(change.from().get(component)),
                                    to,
                                    standing(host, component)));
                          }
                        }));
    return changes;
  }

  /// By the step that sets the link to the new copy; one that was put back stands as before.
  private Standing standing(String host, String component) {
    var putBack =
        groups()
            .filter(group -> group.component().equals(component))
            .anyMatch(group -> facts.host(group.path(), host).putBack());
    var switches =
        plan.steps().stream()
            .filter(step -> step.host().equals(host) && switches(step, component))
            .toList();
    if (putBack || switches.stream().noneMatch(step -> facts.isStarted(step.path()))) {
      return Standing.BEFORE;
    }
    return switches.stream().allMatch(step -> facts.isDone(step.path()))
        ? Standing.AFTER
        : Standing.BETWEEN;
  }

  private static boolean switches(Step step, String component) {
    return step.work() instanceof Step.OnHost onHost
        && onHost.actions().stream()
            .anyMatch(
                action ->
                    action instanceof Action.SwitchCopy link && link.component().equals(component));
  }

  private Group group(Stage.Group group) {
    var mark = facts.group(group.path());
    var begun = new LinkedHashSet<String>();
    var moves = new ArrayList<Outcome.LeaderMove>();
    for (var found : records) {
      var fact = Fact.of(found);
      if (fact instanceof Fact.StepStarted f && isOf(group, f)) {
        begun.add(f.host());
      }
      if (fact instanceof Fact.LeaderMoved f && f.path().equals(group.path())) {
        moves.add(new Outcome.LeaderMove(f.to(), found.wallMs()));
      }
    }
    return new Group(
        group.path(),
        group.title(),
        group.component(),
        mark.leaderBefore(),
        group.hosts().stream().map(Stage.HostWork::host).toList(),
        List.copyOf(begun),
        moves,
        group.hosts().stream()
            .map(work -> new Outcome.HostOutcome(work.host(), end(group, work)))
            .toList());
  }

  private static boolean isOf(Stage.Group group, Fact.StepStarted started) {
    return started.path().startsWith(group.path() + "/");
  }

  private Outcome.End end(Stage.Group group, Stage.HostWork work) {
    var mark = facts.host(group.path(), work.host());
    if (mark.done()) {
      return Outcome.End.FINAL;
    }
    if (mark.putBack()) {
      return Outcome.End.PUT_BACK;
    }
    var begun = work.steps().stream().anyMatch(step -> facts.isStarted(step.path()));
    return begun || mark.failed().isPresent() ? Outcome.End.STOPPED : Outcome.End.UNTOUCHED;
  }

  private List<Gate> gates() {
    var gates = new ArrayList<Gate>();
    for (var found : records) {
      if (Fact.of(found) instanceof Fact.GatesMet f) {
        gates.add(new Gate(found.wallMs(), f.path(), f.host(), f.phase(), f.why()));
      }
    }
    return gates;
  }

  private List<Event> events(RunFolder.About about) {
    var events = new ArrayList<Event>();
    about
        .approvedBy()
        .ifPresent(
            names ->
                events.add(
                    new Event(
                        about.startedAt(),
                        "",
                        "",
                        "the plan was approved by " + String.join(", ", names))));
    for (var found : records) {
      var fact = Fact.of(found);
      words(fact)
          .ifPresent(text -> events.add(new Event(found.wallMs(), fact.path(), fact.host(), text)));
    }
    return events;
  }

  /// Steps that went well and gates that were met have places of their own.
  private static Optional<String> words(Fact fact) {
    return switch (fact) {
      case Fact.RunStarted f -> Optional.of("started, lock number " + f.fence() + f.heeds());
      case Fact.RunResumed f -> Optional.of("resumed, lock number " + f.fence());
      case Fact.OrderSet f -> Optional.of("order " + String.join(", ", f.order()) + ": " + f.why());
      case Fact.LeaderMoved f ->
          Optional.of(
              "the leader is now " + f.to() + f.forwardOnly().map(why -> ": " + why).orElse(""));
      case Fact.StepFailed f -> Optional.of("failed: " + f.evidence());
      case Fact.HostFailed f ->
          Optional.of(
              f.problem().code()
                  + " at "
                  + f.at()
                  + ": "
                  + f.why()
                  + (f.evidenceFile().isEmpty() ? "" : " (raw/" + f.evidenceFile() + ")"));
      case Fact.UndoChosen _ -> Optional.of("is being put back");
      case Fact.ForwardOnly f -> Optional.of("no way back: " + f.why());
      case Fact.HostDone _ -> Optional.of("done");
      case Fact.HostPutBack _ -> Optional.of("is put back");
      case Fact.GateOverridden f ->
          Optional.of("nobody waits for " + f.gate() + ", by " + f.who() + ": " + f.why());
      case Fact.WorkerSkipped f -> Optional.of("gave no answer and is left behind: " + f.why());
      case Fact.RunEnded f -> Optional.of("ended with " + f.exitCode() + ": " + f.says());
      case Fact.HostStarted _, Fact.GatesMet _, Fact.StepStarted _, Fact.StepDone _ ->
          Optional.empty();
      case Fact.StageDone _ -> Optional.of("part done");
    };
  }
}
