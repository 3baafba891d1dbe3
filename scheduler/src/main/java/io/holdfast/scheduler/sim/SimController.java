package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.journal.JournalEntry;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.Effect;
import io.holdfast.scheduler.run.Event;
import io.holdfast.scheduler.run.Executor;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.scheduler.run.RunSettings;
import io.holdfast.scheduler.run.RunState;
import io.holdfast.scheduler.run.StepEnd;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Drives the real executor and journal through one run: start, kill, pause, resume, until the run
/// has ended for good.
final class SimController extends SimOperator {
  private static final String JOURNAL = "run.journal";
  private static final int MAX_RESUMES = 60;

  private final Plan plan;
  private final SimDisk disk;
  private final SimLink link;
  private final SimGates gates;
  private final SimRival rival;
  private final Map<String, Long> announced = new HashMap<>();
  private final Map<String, Long> sent = new HashMap<>();
  private Optional<RunState> state = Optional.empty();
  private Optional<Journal> journal = Optional.empty();
  private Optional<Outcome> outcome = Optional.empty();
  private boolean over;
  private int resumes;
  private long fence;

  SimController(SimWorld world, Plan plan, SimDisk disk, SimGates gates, SimRival rival) {
    super(world, "run-1@admin");
    this.plan = plan;
    this.disk = disk;
    this.link = new SimLink(world);
    this.gates = gates;
    this.rival = rival;
  }

  boolean isOver() {
    return over;
  }

  Optional<Outcome> outcome() {
    return outcome;
  }

  Optional<RunState> state() {
    return state;
  }

  /// When the start of a step was durable in the journal; empty when it is not.
  Optional<Long> announced(String stepPath) {
    return Optional.ofNullable(announced.get(stepPath));
  }

  /// When a step was sent last.
  long sent(String stepPath) {
    return sent.getOrDefault(stepPath, world.now());
  }

  @Override
  void lockHeld(long newFence) {
    super.lockHeld(newFence);
    fence = newFence;
    try {
      var opened = Journal.open(disk, JOURNAL);
      journal = Optional.of(opened.journal());
      opened.records().forEach(found -> announce(found.entry()));
      var id = new RunState.Identity("run-1", fence);
      state = Optional.of(RunState.of(id, plan, RunSettings.standard(), opened.records()));
      event(new Event.Started(world.now()));
    } catch (SimDisk.Crash crash) {
      kill("while it opened its journal");
    }
  }

  @Override
  void lockRefused(String why) {
    super.lockRefused(why);
    state = Optional.empty();
    resumeLater();
  }

  @Override
  void lockLost(String why) {
    super.lockLost(why);
    event(new Event.LockLost(world.now(), why));
  }

  private void event(Event event) {
    if (state.isEmpty()) {
      return;
    }
    try {
      var turn = Executor.next(state.get(), event);
      state = Optional.of(turn.state());
      for (var effect : turn.effects()) {
        act(effect);
      }
    } catch (SimDisk.Crash crash) {
      kill("while it wrote its journal");
      return;
    }
    chance();
  }

  /// Between two events the controller may be killed or stand still.
  private void chance() {
    if (over || state.filter(s -> !s.isFinished()).isEmpty()) {
      return;
    }
    if (world.strikes(Fault.KILL, 60)) {
      kill("between two events");
    } else if (world.strikes(Fault.CRASH, 40)) {
      world.crashServer();
    } else if (world.strikes(Fault.PAUSE, 40)) {
      pause(world.seed.between(20_000, 90_000));
      if (world.strikes(Fault.SECOND_OPERATOR, 5_000)) {
        world.agenda.in(world.seed.between(29_000, 45_000), rival::startAnew);
      }
    }
  }

  private void kill(String when) {
    world.tell(() -> "the controller is killed " + when);
    die();
    state = Optional.empty();
    journal = Optional.empty();
    disk.crash();
    if (world.strikes(Fault.OUTAGE, 2_000)) {
      world.losePower(world.seed.between(60_000, 400_000));
    }
    later(world.seed.between(500, 90_000), this::takeLock);
  }

  private void resumeLater() {
    if (++resumes > MAX_RESUMES) {
      world.violate("the run does not end: resumed " + resumes + " times");
      over = true;
    } else {
      world.agenda.in(world.seed.between(5_000, 60_000), this::startAnew);
    }
  }

  private void act(Effect effect) {
    switch (effect) {
      case Effect.Append e -> append(e.callId(), e.entry());
      case Effect.RunStep e -> run(e);
      case Effect.JudgeGate e ->
          later(
              world.seed.between(5, 100),
              () ->
                  event(
                      new Event.GateJudged(
                          world.now(), e.callId(), gates.judge(e.memory(), e.gate()))));
      case Effect.AskLeader e ->
          later(
              world.seed.between(5, 50),
              () ->
                  event(
                      new Event.LeaderSeen(
                          world.now(), e.callId(), gates.leader(e.quorum().system()))));
      case Effect.Wait e ->
          later(e.ms(), () -> event(new Event.TimerFired(world.now(), e.callId())));
      case Effect.Keep _ -> {}
      case Effect.Report e ->
          world.tell(
              () ->
                  e.progress().kind()
                      + " "
                      + e.progress().path()
                      + " "
                      + e.progress().host()
                      + " "
                      + e.progress().text());
      case Effect.Finish e -> finish(e.outcome());
    }
  }

  private void append(long callId, JournalEntry entry) {
    if (world.options.has(Plant.JOURNAL_AFTER_ACT)) {
      later(world.seed.between(100, 2_000), () -> write(entry));
    } else {
      write(entry);
    }
    later(
        world.seed.between(1, 5),
        () -> event(new Event.Appended(world.now(), callId, world.now())));
  }

  private void write(JournalEntry entry) {
    journal.orElseThrow().append(entry, world.now());
    announce(entry);
    if (entry.kind().equals("step-started") && world.strikes(Fault.KILL_BEFORE_SEND, 200)) {
      throw new SimDisk.Crash();
    }
  }

  private void announce(JournalEntry entry) {
    if (entry.kind().equals("step-started")) {
      announced.putIfAbsent(entry.path(), world.now());
    }
  }

  private void run(Effect.RunStep effect) {
    sent.put(effect.step().path(), world.now());
    Consumer<StepEnd> answer =
        mine(end -> event(new Event.StepEnded(world.now(), effect.callId(), end)));
    switch (effect.step().work()) {
      case Step.OnHost work -> send(effect, work.actions(), answer);
      case Step.CopyBlobs _ -> send(effect, List.of(), answer);
      case Step.Operate work -> operate(effect.step(), work, answer);
    }
  }

  private void send(
      Effect.RunStep effect,
      List<io.holdfast.scheduler.host.Action> actions,
      Consumer<StepEnd> answer) {
    var request = new StepRequest("sim-site", "run-1", effect.stepId(), fence, actions);
    link.send(world.host(effect.step().host()), request, answer);
  }

  private void operate(Step step, Step.Operate work, Consumer<StepEnd> answer) {
    world.agenda.in(
        world.seed.between(10, 300),
        () -> {
          var host = world.host(step.host());
          if (world.strikes(Fault.REFUSED, 100) || !host.isUp()) {
            answer.accept(SimLink.lost("no answer"));
            return;
          }
          if (work.operation().startsWith("swarm.")) {
            world.raft("swarm").join(step.host());
          }
          var lost = world.strikes(Fault.ANSWER_LOST, 100);
          answer.accept(
              lost ? SimLink.lost("no answer") : new StepEnd.Done(true, work.operation()));
        });
  }

  private void finish(Outcome ended) {
    world.tell(() -> "the run ends with " + ended.exitCode() + " " + ended.problems());
    outcome = Optional.of(ended);
    state = Optional.empty();
    if (holdsLock()) {
      releaseLock();
    }
    if (ended.resumable()) {
      resumeLater();
    } else {
      over = true;
    }
  }
}
