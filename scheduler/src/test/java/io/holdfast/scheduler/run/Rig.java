package io.holdfast.scheduler.run;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.journal.JournalEntry;
import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.journal.MemoryDisk;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// Drives the executor in virtual time against answers that a test chooses.
final class Rig {
  final MemoryDisk disk = new MemoryDisk();
  final List<String> done = new ArrayList<>();
  final List<Step> given = new ArrayList<>();
  final List<String> kept = new ArrayList<>();
  final List<String> raw = new ArrayList<>();
  final List<Effect.Progress> told = new ArrayList<>();
  BiFunction<String, Integer, StepEnd> steps = (_, _) -> new StepEnd.Done(true, "changed");
  Function<GateSpec, Verdict> gates = _ -> new Verdict.Met("ok", "{}");
  Supplier<Optional<String>> leader = () -> Optional.of("s3");
  Function<Rig, Optional<Event>> between = _ -> Optional.empty();
  Bounds bounds = Bounds.NONE;
  EarlierRehearsals earlier = EarlierRehearsals.NONE;

  /// How long a look at a gate takes, in milliseconds.
  ToLongFunction<GateSpec> judging = _ -> 10;

  /// How long it takes until a record is durable, in milliseconds.
  ToLongFunction<JournalEntry> writing = _ -> 0;

  long now;

  private final Plan plan;
  private final TreeMap<String, Integer> sent = new TreeMap<>();
  private final PriorityQueue<Event> coming =
      new PriorityQueue<>(Comparator.comparingLong(Event::nowMs));

  Rig(Plan plan) {
    this.plan = plan;
  }

  /// One step fails for good, all others are done.
  void failAt(String path, String evidence) {
    steps =
        (id, _) ->
            id.equals(path)
                ? new StepEnd.Failed(ProblemId.STEP_FAILED, evidence)
                : new StepEnd.Done(true, "changed");
  }

  /// Starts or resumes; ends with the outcome, or with empty when killed after so many events.
  Optional<Outcome> run(int killAfterEvents) {
    var opened = Journal.open(disk, "run");
    var id = new RunState.Identity("run-1", 1);
    var settings = RunSettings.standard().within(bounds).heeding(earlier);
    var state = RunState.of(id, plan, settings, opened.records());
    coming.clear();
    coming.add(new Event.Started(now));
    for (var count = 0; count < killAfterEvents && !coming.isEmpty(); count++) {
      var event = coming.remove();
      now = Math.max(now, event.nowMs());
      var turn = Executor.next(state, event);
      state = turn.state();
      for (var effect : turn.effects()) {
        if (effect instanceof Effect.Finish finish) {
          return Optional.of(finish.outcome());
        }
        act(effect, opened.journal());
      }
      between.apply(this).ifPresent(coming::add);
    }
    return Optional.empty();
  }

  Outcome run() {
    return run(100_000).orElseThrow();
  }

  List<JournalRecord> records() {
    return Journal.open(disk, "run").records();
  }

  private void act(Effect effect, Journal journal) {
    switch (effect) {
      case Effect.Append e -> {
        var written = journal.append(e.entry(), now);
        var later = now + writing.applyAsLong(e.entry());
        coming.add(new Event.Appended(later, e.callId(), written.wallMs()));
      }
      case Effect.RunStep e -> {
        given.add(e.step());
        var end = steps.apply(e.stepId(), sent.merge(e.stepId(), 1, Integer::sum));
        if (end instanceof StepEnd.Done) {
          done.add(e.stepId());
        }
        coming.add(new Event.StepEnded(now + 100, e.callId(), end));
      }
      case Effect.JudgeGate e ->
          coming.add(
              new Event.GateJudged(
                  now + judging.applyAsLong(e.gate()), e.callId(), gates.apply(e.gate())));
      case Effect.AskLeader e ->
          coming.add(new Event.LeaderSeen(now + 10, e.callId(), leader.get()));
      case Effect.Wait e -> coming.add(new Event.TimerFired(now + e.ms(), e.callId()));
      case Effect.Keep e -> {
        kept.add(e.file());
        raw.add(e.text());
      }
      case Effect.Report e -> told.add(e.progress());
      case Effect.Finish _ -> {}
    }
  }

  static Plan plan(Stage... stages) {
    return plan(Plan.Verb.UPGRADE, stages);
  }

  static Plan plan(Plan.Verb verb, Stage... stages) {
    var basis = new Plan.Basis("b", "s", new TreeMap<>(), new TreeMap<>());
    return new Plan(Plan.SCHEMA, "site-1", "acme", verb, basis, new TreeMap<>(), List.of(stages));
  }

  static Stage staging(String... hosts) {
    var steps = new ArrayList<Step>();
    for (var host : hosts) {
      steps.add(step("/stage/" + host + "/copy", host, false));
      steps.add(step("/stage/" + host + "/place", host, false));
    }
    return new Stage.Everywhere("/stage", "Stage", steps, List.of());
  }

  static Stage.Group servers(String component, String... hosts) {
    return group(component, Optional.of(new Stage.QuorumRule(component, hosts.length)), 1, hosts);
  }

  static Stage.Group group(
      String component, Optional<Stage.QuorumRule> quorum, int batch, String... hosts) {
    var works = new ArrayList<HostWork>();
    for (var host : hosts) {
      works.add(work("/" + component + "/" + host, host));
    }
    return new Stage.Group("/" + component, "Change", component, quorum, batch, works);
  }

  private static HostWork work(String path, String host) {
    return new HostWork(
        host,
        List.of(gate(path + "/before", 0)),
        List.of(gate(path + "/again", 0)),
        List.of(step(path + "/drain", host, false), step(path + "/swap", host, true)),
        List.of(gate(path + "/alive", 0), gate(path + "/soak", 15_000)),
        List.of(step(path + "/undo", host, true)),
        List.of(gate(path + "/undone", 0)));
  }

  static GateSpec gate(String path, long stableMs) {
    return new GateSpec(path, "test.gate", new TreeMap<>(), stableMs, 60_000, 1_000);
  }

  static Step step(String path, String host, boolean disruptive) {
    var actions = List.<Action>of(new Action.ReloadUnits());
    return new Step(path, host, path, new Step.OnHost(actions), disruptive, 1_000);
  }
}
