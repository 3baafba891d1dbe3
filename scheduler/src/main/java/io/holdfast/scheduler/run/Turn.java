package io.holdfast.scheduler.run;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Span;
import io.holdfast.scheduler.plan.Stage.QuorumRule;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One transition in the making: a mutable copy of the state and the effects gathered so far. Lives
/// only inside `Executor.next`. What is under way is keyed by a slot: one thing at a time per slot.
final class Turn {
  private final RunState before;
  private final long now;
  private final List<Effect> effects = new ArrayList<>();
  private final Map<String, Flight> flights;
  private final Map<String, Integer> tries;
  private final Map<String, StepEnd.Lost> losses;
  private final Map<String, Long> lostSince;
  private final Map<String, Watch> watches;
  private final Map<String, LeaderLook> looks;
  private final Map<String, Problem> troubles;
  private Facts facts;
  private Optional<Problem> barred;
  private boolean begun;
  private boolean stopAsked;
  private boolean finished;
  private long nextCall;

  Turn(RunState state, long now) {
    this.before = state;
    this.now = now;
    var old = state.underWay();
    this.flights = new HashMap<>(old.flights());
    this.tries = new HashMap<>(old.tries());
    this.losses = new HashMap<>(old.losses());
    this.lostSince = new HashMap<>(old.lostSince());
    this.watches = new HashMap<>(old.watches());
    this.looks = new HashMap<>(old.looks());
    this.troubles = new LinkedHashMap<>(old.troubles());
    this.facts = state.facts();
    this.barred = old.barred();
    this.begun = old.begun();
    this.stopAsked = old.stopAsked();
    this.nextCall = old.nextCall();
  }

  Transition transition() {
    var underWay =
        new RunState.UnderWay(
            flights, tries, losses, lostSince, watches, looks, troubles, barred, begun, stopAsked,
            finished, nextCall);
    var state = new RunState(before.identity(), before.plan(), before.settings(), facts, underWay);
    return new Transition(state, effects);
  }

  // What the walk may ask.

  Plan plan() {
    return before.plan();
  }

  Facts facts() {
    return facts;
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

  boolean isBusy(String slot) {
    return flights.containsKey(slot);
  }

  /// Whether a step or a record is under way, which the end of the run has to wait for.
  boolean isActing() {
    return flights.values().stream()
        .anyMatch(f -> f instanceof Flight.Stepping || f instanceof Flight.Writing);
  }

  boolean isActing(String slot) {
    return flights.get(slot) instanceof Flight.Stepping
        || flights.get(slot) instanceof Flight.Writing;
  }

  // What the walk may do.

  void write(String slot, Fact fact) {
    if (!isBusy(slot)) {
      var call = nextCall++;
      flights.put(slot, new Flight.Writing(call, fact));
      effects.add(new Effect.Append(call, fact.entry()));
    }
  }

  /// Sends a step whose start is in the journal.
  void send(Step step, int attempt) {
    var call = nextCall++;
    flights.put(stepSlot(step), new Flight.Stepping(call, step, now));
    var id = attempt == 1 ? step.path() : step.path() + "#" + attempt;
    effects.add(new Effect.RunStep(call, id, step));
  }

  int tries(Step step) {
    return tries.getOrDefault(step.path(), 0);
  }

  /// How its last try ended without an answer.
  Optional<StepEnd.Lost> loss(Step step) {
    return Optional.ofNullable(losses.get(step.path()));
  }

  /// Whether this program announced the step, not an earlier life of the run.
  boolean isOfThisLife(Step step) {
    return tries.containsKey(step.path());
  }

  /// Announced a moment ago and not sent yet.
  boolean isFresh(Step step) {
    return isOfThisLife(step)
        && tries(step) == 0
        && facts.step(step.path()).map(Facts.StepMark::progress).orElse(Facts.Progress.TO_DO)
            == Facts.Progress.STARTED;
  }

  /// A host that a step boots is waited for as long as the step says.
  boolean isGivenUp(Step step) {
    var since = lostSince.getOrDefault(step.path(), now);
    return tries(step) >= before.settings().stepTries() && now - since >= step.backMs();
  }

  Watch watch(String key, List<GateSpec> gates) {
    var watch = watches.computeIfAbsent(key, _ -> Watch.begin(gates, now));
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
      flights.put(slot, new Flight.Judging(call, key, index));
      effects.add(new Effect.JudgeGate(call, slot + "@" + sinceMs, gate));
    }
  }

  void recorded(String key) {
    watches.computeIfPresent(key, (_, watch) -> watch.asRecorded());
  }

  LeaderLook look(String key, QuorumRule quorum) {
    var look = looks.computeIfAbsent(key, _ -> LeaderLook.begin(now));
    if (!look.isOver() && !isBusy(key)) {
      var call = nextCall++;
      flights.put(key, new Flight.Asking(call, key));
      effects.add(new Effect.AskLeader(call, quorum));
    }
    return look;
  }

  /// Whether a look came to its end only after nobody had led.
  boolean hasWaited(String key) {
    var look = looks.get(key);
    return look != null && look.waited();
  }

  /// Forgets what was seen under these keys, so that it is looked at afresh.
  void forget(String... keys) {
    for (var key : keys) {
      watches.remove(key);
      looks.remove(key);
      flights
          .entrySet()
          .removeIf(
              entry ->
                  (entry.getKey().equals(key) || entry.getKey().startsWith(key + "#"))
                      && !(entry.getValue() instanceof Flight.Writing));
    }
  }

  void trouble(String key, Problem problem) {
    troubles.putIfAbsent(key, problem);
  }

  void keep(String file, String raw) {
    effects.add(new Effect.Keep(file, raw));
  }

  void report(String kind, String path, String host, String text) {
    var count = StepCount.of(plan(), facts);
    effects.add(
        new Effect.Report(
            new Effect.Progress(kind, path, host, text, count.done(), count.total())));
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
            ? new Fact.RunStarted(id.runId(), plan().digest(), plan().verb().name(), id.fence())
            : new Fact.RunResumed(id.runId(), id.fence()));
  }

  void askStop() {
    stopAsked = true;
  }

  void bar(Problem problem) {
    barred = barred.or(() -> Optional.of(problem));
  }

  void appended(long callId, long wallMs) {
    var slot = slotOf(callId);
    if (slot.isPresent() && flights.get(slot.get()) instanceof Flight.Writing writing) {
      flights.remove(slot.get());
      facts = facts.with(writing.fact(), wallMs);
      var fact = writing.fact();
      if (fact instanceof Fact.StepStarted started) {
        tries.putIfAbsent(started.path(), 0);
      }
      report(fact.kind(), fact.path(), fact.host(), Says.of(fact));
    }
  }

  void stepEnded(long callId, StepEnd end) {
    var slot = slotOf(callId);
    if (slot.isEmpty() || !(flights.get(slot.get()) instanceof Flight.Stepping stepping)) {
      return;
    }
    flights.remove(slot.get());
    var step = stepping.step();
    var took = now - stepping.sinceMs();
    switch (end) {
      case StepEnd.Done e ->
          write(
              slot.get(), new Fact.StepDone(step.path(), step.host(), e.changed(), e.says(), took));
      case StepEnd.Failed e ->
          write(slot.get(), new Fact.StepFailed(step.path(), step.host(), e.evidence(), took));
      case StepEnd.Lost e -> lost(slot.get(), step, e);
      case StepEnd.Refused e -> bar(RunProblems.refused(step, e));
    }
  }

  private void lost(String slot, Step step, StepEnd.Lost end) {
    var count = tries.merge(step.path(), 1, Integer::sum);
    losses.put(step.path(), end);
    lostSince.putIfAbsent(step.path(), now);
    var away = step.backMs() > 0 ? "away, as a host is that boots" : "no answer";
    report("waiting", step.path(), step.host(), away + " (" + end.evidence() + ")");
    if (!isGivenUp(step)) {
      pause(slot, before.settings().backoffMs(count));
    }
  }

  void gateJudged(long callId, Verdict verdict) {
    var slot = slotOf(callId);
    if (slot.isEmpty() || !(flights.get(slot.get()) instanceof Flight.Judging judging)) {
      return;
    }
    flights.remove(slot.get());
    var old = watches.get(judging.watch());
    if (old == null || old.isOver()) {
      return;
    }
    var seen = old.judged(judging.index(), verdict, now);
    watches.put(judging.watch(), seen);
    var gate = seen.gates().get(judging.index());
    seen.tells(judging.index(), old, now)
        .ifPresent(text -> report("waiting", gate.path(), "", text));
    if (!seen.isOver()) {
      pause(slot.get(), seen.pauseMs(judging.index()));
    }
  }

  void leaderSeen(long callId, Optional<String> leader) {
    var slot = slotOf(callId);
    if (slot.isEmpty() || !(flights.get(slot.get()) instanceof Flight.Asking asking)) {
      return;
    }
    flights.remove(slot.get());
    var old = looks.getOrDefault(asking.look(), LeaderLook.begin(now));
    var seen = old.answered(leader, now, before.settings().leaderTimeoutMs());
    looks.put(asking.look(), seen);
    if (!seen.isOver()) {
      pause(slot.get(), before.settings().leaderPollMs());
    }
  }

  void timerFired(long callId) {
    slotOf(callId)
        .filter(slot -> flights.get(slot) instanceof Flight.Waiting)
        .ifPresent(flights::remove);
  }

  private void pause(String slot, long ms) {
    var call = nextCall++;
    flights.put(slot, new Flight.Waiting(call));
    effects.add(new Effect.Wait(call, ms));
  }

  private Optional<String> slotOf(long callId) {
    for (var entry : flights.entrySet()) {
      if (entry.getValue().callId() == callId) {
        return Optional.of(entry.getKey());
      }
    }
    return Optional.empty();
  }

  static String stepSlot(Step step) {
    return "step " + step.path();
  }

  private static String gateSlot(String key, int index) {
    return key + "#" + index;
  }
}
