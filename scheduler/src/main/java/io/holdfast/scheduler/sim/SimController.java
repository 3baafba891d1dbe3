package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.journal.JournalEntry;
import io.holdfast.scheduler.plan.Drift;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.run.Bounds;
import io.holdfast.scheduler.run.Effect;
import io.holdfast.scheduler.run.Event;
import io.holdfast.scheduler.run.Executor;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.scheduler.run.RunSettings;
import io.holdfast.scheduler.run.RunState;
import io.holdfast.scheduler.run.Spare;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.SecretText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Drives the real executor and journal through one run: start, kill, pause, resume, until the run
/// has ended for good.
final class SimController extends SimOperator {
  static final String JOURNAL = "run.journal";
  private static final int MAX_RESUMES = 60;

  private Plan plan;
  private final SimDisk disk;
  private final SimLink link;
  private final SimGates gates;
  private final SimOperations operations;
  private final SimRival rival;
  private final RunDiary diary;
  private Optional<RunState> state = Optional.empty();
  private Optional<Journal> journal = Optional.empty();
  private Optional<Outcome> outcome = Optional.empty();
  private boolean over;
  private boolean nothingLeft;
  private long lastBegun;
  private int number = 1;
  private int resumes;
  private int sends;
  private long fence;

  SimController(
      SimWorld world,
      Plan plan,
      SimDisk disk,
      SimGates gates,
      SimOperations operations,
      SimRival rival) {
    super(world, "run-1@admin", RecoveryPlans.survivors(plan));
    this.plan = plan;
    this.disk = disk;
    this.link = new SimLink(world);
    this.gates = gates;
    this.operations = operations;
    this.rival = rival;
    this.diary = new RunDiary(world);
  }

  boolean isOver() {
    return over;
  }

  Optional<Outcome> outcome() {
    return outcome;
  }

  /// The plan that is carried out; of a recovery that was given again the last one.
  Plan plan() {
    return plan;
  }

  /// When a program last began on the run.
  long lastBegun() {
    return lastBegun;
  }

  /// Whether the last one found nothing left to do.
  boolean hadNothingToDo() {
    return nothingLeft;
  }

  /// The journal of this run, and those of runs before that were given again, oldest first.
  List<String> journals() {
    return IntStream.rangeClosed(1, number).mapToObj(SimController::journalName).toList();
  }

  RunDiary diary() {
    return diary;
  }

  @Override
  void lockHeld(long newFence) {
    super.lockHeld(newFence);
    fence = newFence;
    diary.newLife();
    lastBegun = world.now();
    gates.forget();
    var readings = gates.gateway().readings();
    var spare = Spare.of(world.sparing(), world.site.site()).without(silent(readings));
    var trouble = driftOrSilence(readings, spare).or(this::refusal);
    if (trouble.isPresent()) {
      world.tell(() -> "the run does not begin: " + trouble.get());
      releaseLock();
      resumeLater();
      return;
    }
    if (plan.isEmpty()) {
      over = true;
      nothingLeft = true;
      releaseLock();
      return;
    }
    try {
      var opened = Journal.open(disk, journalName());
      journal = Optional.of(opened.journal());
      opened.records().forEach(found -> diary.wrote(found.entry()));
      var id = new RunState.Identity(runId(), fence);
      var settings = RunSettings.standard().within(Bounds.NONE.sparing(spare));
      state = Optional.of(RunState.of(id, plan, settings, opened.records()));
      event(new Event.Started(world.now()));
    } catch (HoldfastException refused) {
      world.violate(Promise.JOURNAL_WHOLE, refused.first().headline());
    } catch (SimDisk.Crash crash) {
      kill("opening its journal: " + crash.getMessage(), crash.isPowerLost());
    }
  }

  private String runId() {
    return "run-" + number;
  }

  private String journalName() {
    return journalName(number);
  }

  private static String journalName(int number) {
    return number == 1 ? JOURNAL : JOURNAL + "-" + number;
  }

  /// A recovery is no run that is gone on with: it is given again, by what is seen now, and may be
  /// refused.
  private Optional<String> refusal() {
    if (world.recovery().isEmpty() || diary.isEmpty()) {
      return Optional.empty();
    }
    var next = world.recovery().get().plan();
    next.ifPresent(
        found -> {
          plan = new PlantedPlan(world).of(found);
          diary.plans(plan);
          number++;
        });
    return next.isPresent() ? Optional.empty() : Optional.of("it is refused");
  }

  private SortedMap<String, String> silent(Map<String, HostReading> readings) {
    var silent = new TreeMap<String, String>();
    if (world.recovery().isPresent()) {
      return silent;
    }
    world.hosts.keySet().stream()
        .filter(host -> !readings.containsKey(host))
        .filter(host -> !world.departure().dead().contains(host))
        .forEach(host -> silent.put(host, "no answer"));
    return silent;
  }

  /// Before a run begins or goes on every host is read: all must answer but for workers that may be
  /// left behind, and stand as the plan knows them.
  private Optional<String> driftOrSilence(Map<String, HostReading> readings, Spare spare) {
    if (spare.silent().size() > spare.most()
        || !spare.silent().keySet().stream().allMatch(spare::covers)) {
      return Optional.of("a host does not answer");
    }
    return Drift.problems(plan, readings, spare.silent().keySet()).stream()
        .findFirst()
        .map(problem -> problem.headline() + " " + problem.evidence().orElse(""));
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
    if (!world.options.has(Plant.LOCK_LOST_IGNORED)) {
      event(new Event.LockLost(world.now(), why));
    }
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
      kill("writing its journal: " + crash.getMessage(), crash.isPowerLost());
      return;
    }
    chance();
  }

  /// Between two events the controller may be killed or stand still.
  private void chance() {
    if (over || state.filter(s -> !s.isFinished()).isEmpty()) {
      return;
    }
    if (world.strikes(Fault.KILL, 20)) {
      kill("between two events", true);
    } else if (world.strikes(Fault.PAUSE, 15)) {
      pause(world.seed.between(20_000, 90_000));
      if (world.strikes(Fault.SECOND_OPERATOR, 5_000)) {
        world.agenda.in(world.seed.between(29_000, 45_000), rival::startAnew);
      }
    }
  }

  /// The machine loses its power, and what its disk had only promised to keep.
  void losePower() {
    if (!over) {
      kill("with its machine", true);
    }
  }

  private void kill(String when, boolean powerIsLost) {
    world.tell(() -> "the controller is killed, " + when);
    die();
    state = Optional.empty();
    journal = Optional.empty();
    if (powerIsLost) {
      disk.crash();
    }
    if (world.strikes(Fault.OUTAGE, 2_000)) {
      var server = world.host(world.seed.pick(world.servers));
      if (server.isUp()) {
        server.losePower(world.seed.between(60_000, 400_000));
      }
    }
    later(world.seed.between(500, 90_000), this::takeLock);
  }

  private void resumeLater() {
    if (resumes % 20 == 19) {
      world.bringBack();
    }
    if (++resumes > MAX_RESUMES) {
      world.violateEnds("the run does not end: resumed " + resumes + " times");
      over = true;
    } else {
      world.agenda.in(world.seed.between(5_000, 60_000), this::startAnew);
    }
  }

  private void act(Effect effect) {
    switch (effect) {
      case Effect.Append e -> append(e.callId(), e.entry());
      case Effect.RunStep e -> run(e);
      case Effect.JudgeGate e -> later(world.seed.between(5, 100), () -> judge(e));
      case Effect.AskLeader e ->
          later(
              world.seed.between(5, 50),
              () ->
                  event(
                      new Event.LeaderSeen(
                          world.now(), e.callId(), gates.leader(e.quorum().system()))));
      case Effect.Wait e ->
          later(e.ms(), () -> event(new Event.TimerFired(world.now(), e.callId())));
      case Effect.Keep e -> {
        if (e.text().contains(SimSite.CANARY)) {
          world.violate(Promise.NO_SECRET, "kept evidence holds a secret: " + e.file());
        }
      }
      case Effect.Report e -> diary.reports(e.progress());
      case Effect.Finish e -> finish(e.outcome());
    }
  }

  private void judge(Effect.JudgeGate effect) {
    var verdict = gates.judge(effect.memory(), effect.gate());
    later(gates.took(), () -> event(new Event.GateJudged(world.now(), effect.callId(), verdict)));
  }

  private void append(long callId, JournalEntry entry) {
    if (world.options.has(Plant.JOURNAL_AFTER_ACT)) {
      later(world.seed.between(100, 2_000), () -> write(entry));
    } else {
      write(entry);
    }
    later(
        world.seed.between(1, 5),
        () -> event(new Event.Appended(world.now(), callId, world.wallOfController())));
  }

  private void write(JournalEntry entry) {
    journal.orElseThrow().append(entry, world.wallOfController());
    if (disk.isSafe(journalName())) {
      diary.wrote(entry);
    }
    if (entry.kind().equals("step-started") && world.strikes(Fault.KILL_BEFORE_SEND, 100)) {
      throw new SimDisk.Crash("killed before a step was sent", true);
    }
  }

  private void run(Effect.RunStep effect) {
    if (!holdsLock() && !world.options.has(Plant.LOCK_LOST_IGNORED)) {
      var gone = new StepEnd.Refused(ProblemId.LOCK_LOST, "it ran out unnoticed");
      later(0, () -> event(new Event.StepEnded(world.now(), effect.callId(), gone)));
      return;
    }
    var step = effect.step();
    diary.sends(step.path());
    if (!holdsLock()) {
      world.violate(Promise.ONE_LOCK, step.path() + " is sent without the lock");
    }
    Consumer<StepEnd> answer =
        mine(end -> event(new Event.StepEnded(world.now(), effect.callId(), heard(step, end))));
    switch (step.work()) {
      case Step.OnHost work -> send(effect, work.actions(), answer);
      case Step.CopyBlobs work -> link.copy(world.host(step.host()), work.blobs(), answer);
      case Step.Operate work -> operations.run(step, work, whileAlive(), answer);
    }
  }

  private StepEnd heard(Step step, StepEnd end) {
    if (end instanceof StepEnd.Failed
        && world.options.has(Plant.REHEARSAL_IGNORED)
        && step.path().endsWith(SimSnapshots.REHEARSE)) {
      return new StepEnd.Done(true, "rehearsed");
    }
    return end instanceof StepEnd.Lost && world.options.has(Plant.LOST_MEANS_DONE)
        ? new StepEnd.Done(true, "probably done")
        : end;
  }

  private void send(Effect.RunStep effect, List<Action> actions, Consumer<StepEnd> answer) {
    var id =
        world.options.has(Plant.NEW_ID_PER_TRY) ? effect.stepId() + "#" + ++sends : effect.stepId();
    var resolved = actions.stream().map(SimController::resolved).toList();
    var request = new StepRequest(plan.siteId(), runId(), id, fence, resolved);
    link.send(world.host(effect.step().host()), request, answer);
  }

  /// The action with its secrets in place, as only its host may see it.
  private static Action resolved(Action action) {
    return action instanceof Action.PlaceFile file
        ? new Action.PlaceFile(
            file.path(), file.mode(), file.owner(), SecretText.plain(SimSite.resolved(file.text())))
        : action;
  }

  private void finish(Outcome ended) {
    diary.ends(ended);
    outcome = Optional.of(ended);
    state = Optional.empty();
    if (holdsLock()) {
      releaseLock();
    }
    if (ended.problems().stream().anyMatch(it -> it.id() == ProblemId.REHEARSAL_FAILED)) {
      world.unfit().told();
    }
    if (ended.doneButForSome() && world.isGoneForGood(ended.leftBehind().orElseThrow())) {
      over = true;
    } else if (ended.resumable() && world.unfit().isGivenUp()) {
      over = true;
    } else if (ended.resumable()) {
      resumeLater();
    } else {
      over = true;
    }
  }
}
