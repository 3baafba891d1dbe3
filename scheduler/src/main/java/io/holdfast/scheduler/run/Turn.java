package io.holdfast.scheduler.run;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Span;
import io.holdfast.scheduler.plan.Stage.QuorumRule;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pcollections.PMap;

/// One transition in the making: a mutable copy of the state and the effects gathered so far. Lives
/// only inside `Executor.next`. What is under way is keyed by a slot: one thing at a time per slot.
final class Turn {
  private final RunState before;
  private final long now;
  private final List<Effect> effects = new ArrayList<>();
  private Flights flights;
  private PMap<String, Integer> tries;
  private PMap<String, StepEnd.Lost> losses;
  private PMap<String, Long> lostSince;
  private PMap<String, Watch> watches;
  private PMap<String, LeaderLook> looks;
  private PMap<String, Integer> firstOpen;
  private final Map<String, Problem> troubles;
  private Facts facts;
  private int done;
  private Optional<Problem> barred;
  private boolean begun;
  private boolean stopAsked;
  private boolean finished;
  private long nextCall;

  Turn(RunState state, long now) {
    this.before = state;
    this.now = now;
    var old = state.underWay();
    this.flights = old.flights();
    this.tries = old.tries();
    this.losses = old.losses();
    this.lostSince = old.lostSince();
    this.watches = old.watches();
    this.looks = old.looks();
    this.firstOpen = old.firstOpen();
    this.troubles = new LinkedHashMap<>(old.troubles());
    this.facts = state.facts();
    this.done = state.stepsDone();
    this.barred = old.barred();
    this.begun = old.begun();
    this.stopAsked = old.stopAsked();
    this.nextCall = old.nextCall();
  }

  Transition transition() {
    var underWay =
        new RunState.UnderWay(
            flights, tries, losses, lostSince, watches, looks, firstOpen, troubles, barred, begun,
            stopAsked, finished, nextCall);
    var state = before.with(facts, done, underWay);
    return new Transition(state, effects);
  }

  // What the walk may ask.

  Plan plan() {
    return before.plan();
  }

  Facts facts() {
    return facts;
  }

  PlanIndex index() {
    return before.index();
  }

  List<Problem> troubles() {
    return List.copyOf(troubles.values());
  }

  Optional<Problem> barred() {
    return barred;
  }

  boolean isBegun() {
    return begun;
  }

  boolean isStopAsked() {
    return stopAsked;
  }

  /// Nothing new may be begun; what a host is in the middle of goes on.
  boolean isHalting() {
    return stopAsked || !troubles.isEmpty();
  }

  Bounds bounds() {
    return before.settings().bounds();
  }

  /// Whether the window is over before this would be; tells so once.
  boolean isTooLate(String what, Span span) {
    var late = bounds().tooLateMs(now, span.mostMs());
    late.ifPresent(ms -> trouble("window", RunProblems.windowOver(what, span, ms)));
    return late.isPresent();
  }

  /// Whether this life of the run goes on without a worker.
  boolean isLeft(String host) {
    return facts.left().containsKey(host);
  }

  boolean isBusy(String slot) {
    return flights.isBusy(slot);
  }

  /// Whether a step or a record is under way, which the end of the run has to wait for.
  boolean isActing() {
    return flights.all().stream()
        .anyMatch(f -> f instanceof Flight.Stepping || f instanceof Flight.Writing);
  }

  boolean isActing(String slot) {
    return flights
        .in(slot)
        .filter(f -> f instanceof Flight.Stepping || f instanceof Flight.Writing)
        .isPresent();
  }

  // What the walk may do.

  void write(String slot, Fact fact) {
    if (!isBusy(slot)) {
      var call = nextCall++;
      flights = flights.plus(slot, new Flight.Writing(call, fact, now));
      effects.add(new Effect.Append(call, fact.entry()));
    }
  }

  /// Sends a step whose start is in the journal.
  void send(Step step, int attempt) {
    var call = nextCall++;
    flights = flights.plus(stepSlot(step), new Flight.Stepping(call, step, now));
    var id = attempt == 1 ? step.path() : step.path() + "#" + attempt;
    effects.add(new Effect.RunStep(call, id, Snapshots.told(Absences.asOfNow(step, this), facts)));
  }

  int tries(Step step) {
    return tries.getOrDefault(step.path(), 0);
  }

  /// How its last try ended without an answer.
  Optional<StepEnd.Lost> loss(Step step) {
    return Optional.ofNullable(losses.get(step.path()));
  }

  /// Whether the host could be reached, and it was a product on it that said nothing.
  boolean isOfSilentProduct(Step step) {
    return loss(step).filter(StepEnd.Lost::isOfProduct).isPresent();
  }

  /// Whether this program announced the step, not an earlier life of the run.
  boolean isOfThisLife(Step step) {
    return tries.containsKey(step.path());
  }

  /// Announced a moment ago and not sent yet.
  boolean isFresh(Step step) {
    return isOfThisLife(step)
        && tries(step) == 0
        && facts.step(step.path()).map(Marks.StepMark::progress).orElse(Marks.Progress.TO_DO)
            == Marks.Progress.STARTED;
  }

  /// A host that a step boots is waited for as long as the step says.
  boolean isGivenUp(Step step) {
    var since = lostSince.getOrDefault(step.path(), now);
    return tries(step) >= before.settings().stepTries() && now - since >= step.backMs();
  }

  Watch watch(String key, List<GateSpec> gates) {
    if (!watches.containsKey(key)) {
      watches = watches.plus(key, Watch.begin(Overrides.watched(gates, facts), now));
    }
    var watch = watches.getOrDefault(key, Watch.begin(gates, now));
    for (var i = 0; i < watch.gates().size() && !watch.isOver(); i++) {
      judge(key, i, watch.gates().get(i), watch.sinceMs());
    }
    return watch;
  }

  /// Gates whose being met was written down too late to be believed are watched anew.
  boolean isWatchedAnew(String key, Watch watch) {
    if (!watch.isOld(now)) {
      return false;
    }
    forget(key);
    watch(key, watch.gates());
    return true;
  }

  private void judge(String key, int index, GateSpec gate, long sinceMs) {
    var slot = gateSlot(key, index);
    if (!isBusy(slot)) {
      var call = nextCall++;
      flights = flights.plus(slot, new Flight.Judging(call, key, index));
      var asked = Snapshots.told(Absences.asOfNow(gate, this), facts);
      effects.add(new Effect.JudgeGate(call, slot + "@" + sinceMs, asked));
    }
  }

  /// Whether a look at one of these gates is under way; more than one may be when they are met.
  boolean isJudging(String key, Watch watch) {
    return IntStream.range(0, watch.gates().size())
        .mapToObj(index -> flights.in(gateSlot(key, index)))
        .flatMap(Optional::stream)
        .anyMatch(Flight.Judging.class::isInstance);
  }

  boolean isWatching(String key) {
    return watches.containsKey(key);
  }

  void recorded(String key) {
    var watch = watches.get(key);
    if (watch != null) {
      watches = watches.plus(key, watch.asRecorded());
    }
  }

  LeaderLook look(String key, QuorumRule quorum) {
    var look = looks.getOrDefault(key, LeaderLook.begin(now));
    looks = looks.plus(key, look);
    if (!look.isOver() && !isBusy(key)) {
      var call = nextCall++;
      flights = flights.plus(key, new Flight.Asking(call, key));
      effects.add(new Effect.AskLeader(call, quorum));
    }
    return look;
  }

  /// The place of the first host of a part that is everywhere which need not be done yet.
  int firstOpen(String stagePath) {
    return firstOpen.getOrDefault(stagePath, 0);
  }

  void openFrom(String stagePath, int place) {
    firstOpen = firstOpen.plus(stagePath, place);
  }

  /// Whether a look came to its end only after nobody had led.
  boolean hasWaited(String key) {
    var look = looks.get(key);
    return look != null && look.waited();
  }

  /// Forgets what was seen under these keys, so that it is looked at afresh.
  void forget(String... keys) {
    for (var key : keys) {
      watches = watches.minus(key);
      looks = looks.minus(key);
      flights = flights.without(slot -> slot.equals(key) || slot.startsWith(key + "#"));
    }
  }

  void trouble(String key, Problem problem) {
    troubles.putIfAbsent(key, problem);
  }

  /// Keeps a product's raw answer at what failed; gives the name of the file, which is empty where
  /// there is no answer.
  String keepEvidence(String path, String raw) {
    return keep(Evidence.file(path, facts.resumes()), raw);
  }

  /// Keeps what the products said when gates were met.
  void keepGates(String path, Watch watch) {
    keep(Evidence.gates(path, facts.resumes()), watch.raw());
  }

  private String keep(String file, String raw) {
    if (raw.isEmpty()) {
      return "";
    }
    effects.add(new Effect.Keep(file, raw));
    return file;
  }

  void report(String kind, String path, String host, String text) {
    effects.add(
        new Effect.Report(
            new Effect.Progress(kind, path, host, text, done, index().forward().size())));
  }

  void finish(Outcome outcome) {
    finished = true;
    effects.add(new Effect.Finish(outcome));
  }

  // What events do.

  void begin() {
    begun = true;
    if (plan().isEmpty() || facts.ended().filter(RunProblems::isFinal).isPresent()) {
      return;
    }
    var id = before.identity();
    write(
        "run",
        facts.started().isEmpty()
            ? started(id)
            : new Fact.RunResumed(id.runId(), id.fence(), Snapshots.again(plan(), facts)));
  }

  private Fact started(RunState.Identity id) {
    var failed = before.settings().rehearsals().of(plan());
    return new Fact.RunStarted(
        id.runId(),
        plan().digest(),
        plan().verb().name(),
        id.fence(),
        failed.isEmpty() ? Optional.empty() : Optional.of(failed));
  }

  void askStop() {
    stopAsked = true;
  }

  void bar(Problem problem) {
    barred = barred.or(() -> Optional.of(problem));
  }

  void appended(long callId, long wallMs) {
    var slot = slotOf(callId);
    if (slot.isPresent() && flights.in(slot.get()).get() instanceof Flight.Writing writing) {
      flights = flights.minus(slot.get());
      var fact = writing.fact();
      learn(fact, wallMs);
      // Where the program stood still meanwhile, what was looked at before says nothing any more.
      if (fact instanceof Fact.StepStarted started && now - writing.sinceMs() <= Watch.UNSEEN_MS) {
        tries = tries.plus(started.path(), tries.getOrDefault(started.path(), 0));
      }
      report(fact.kind(), fact.path(), fact.host(), Says.of(fact));
    }
  }

  private void learn(Fact fact, long wallMs) {
    var wasDone = facts.isDone(fact.path());
    facts = facts.with(fact, wallMs);
    if (fact instanceof Fact.RunResumed) {
      done = StepCount.done(index(), facts);
    } else if (index().forward().contains(fact.path())) {
      done += (facts.isDone(fact.path()) ? 1 : 0) - (wasDone ? 1 : 0);
    }
  }

  void stepEnded(long callId, StepEnd end) {
    var slot = slotOf(callId);
    if (slot.isEmpty() || !(flights.in(slot.get()).get() instanceof Flight.Stepping stepping)) {
      return;
    }
    flights = flights.minus(slot.get());
    var step = stepping.step();
    var took = now - stepping.sinceMs();
    switch (end) {
      case StepEnd.Done e ->
          write(
              slot.get(), new Fact.StepDone(step.path(), step.host(), e.changed(), e.says(), took));
      case StepEnd.Failed e ->
          write(
              slot.get(),
              new Fact.StepFailed(
                  step.path(), step.host(), e.evidence(), took, Optional.of(e.problem())));
      case StepEnd.Lost e -> lost(slot.get(), step, e);
      case StepEnd.Refused e -> bar(RunProblems.refused(step, e));
    }
  }

  private void lost(String slot, Step step, StepEnd.Lost end) {
    var count = tries(step) + 1;
    tries = tries.plus(step.path(), count);
    losses = losses.plus(step.path(), end);
    lostSince = lostSince.plus(step.path(), lostSince.getOrDefault(step.path(), now));
    var away = step.backMs() > 0 ? "away, as a host is that boots" : "no answer";
    report("waiting", step.path(), step.host(), away + " (" + end.evidence() + ")");
    if (!isGivenUp(step)) {
      pause(slot, before.settings().backoffMs(count));
    }
  }

  void gateJudged(long callId, Verdict verdict) {
    var slot = slotOf(callId);
    if (slot.isEmpty() || !(flights.in(slot.get()).get() instanceof Flight.Judging judging)) {
      return;
    }
    flights = flights.minus(slot.get());
    var old = watches.get(judging.watch());
    if (old == null || old.isOver()) {
      return;
    }
    var counted = Overrides.counted(old.gates().get(judging.index()), verdict, facts);
    var seen = old.judged(judging.index(), counted, now);
    watches = watches.plus(judging.watch(), seen);
    var gate = seen.gates().get(judging.index());
    seen.tells(judging.index(), old, now)
        .ifPresent(text -> report("waiting", gate.path(), "", text));
    if (!seen.isOver()) {
      pause(slot.get(), seen.pauseMs(judging.index()));
    }
  }

  void leaderSeen(long callId, Optional<String> leader) {
    var slot = slotOf(callId);
    if (slot.isEmpty() || !(flights.in(slot.get()).get() instanceof Flight.Asking asking)) {
      return;
    }
    flights = flights.minus(slot.get());
    var old = looks.getOrDefault(asking.look(), LeaderLook.begin(now));
    var seen = old.answered(leader, now, before.settings().leaderTimeoutMs());
    looks = looks.plus(asking.look(), seen);
    if (!seen.isOver()) {
      pause(slot.get(), before.settings().leaderPollMs());
    }
  }

  void timerFired(long callId) {
    var slot = slotOf(callId);
    if (slot.isPresent() && flights.in(slot.get()).get() instanceof Flight.Waiting) {
      flights = flights.minus(slot.get());
    }
  }

  private void pause(String slot, long ms) {
    var call = nextCall++;
    flights = flights.plus(slot, new Flight.Waiting(call));
    effects.add(new Effect.Wait(call, ms));
  }

  private Optional<String> slotOf(long callId) {
    return flights.slotOf(callId);
  }

  static String stepSlot(Step step) {
    return "step " + step.path();
  }

  private static String gateSlot(String key, int index) {
    return key + "#" + index;
  }
}
