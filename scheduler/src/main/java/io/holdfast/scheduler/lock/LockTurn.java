package io.holdfast.scheduler.lock;

import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.scheduler.lock.LockState.Phase;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One transition of the lock in the making. Lives only inside `LockMachine.next`.
final class LockTurn {
  private static final int ATTEMPTS = 3;

  /// A renewal moves the end of a lease by seconds; clocks that differ move it by much less.
  private static final long RENEWED_MS = 1_000;

  private static final int RENEWALS = 3;

  private final LockTerms terms;
  private final long now;
  private final List<LockEffect> effects = new ArrayList<>();
  private final Map<Long, String> asked;
  private final Map<String, LeaseAnswer> answers;
  private final Map<String, Long> ownEnds;
  private int renewals;
  private Phase phase;
  private long fence;
  private long heldUntil;
  private long roundSince;
  private int attempts;
  private long timer;
  private long guard;
  private long nextCall;

  LockTurn(LockState state, long now) {
    this.terms = state.terms();
    this.now = now;
    this.asked = new HashMap<>(state.asked());
    this.answers = new HashMap<>(state.answers());
    this.ownEnds = new HashMap<>(state.ownEnds());
    this.renewals = state.renewals();
    this.phase = state.phase();
    this.fence = state.fence();
    this.heldUntil = state.heldUntilMs();
    this.roundSince = state.roundSinceMs();
    this.attempts = state.attempts();
    this.timer = state.timer();
    this.guard = state.guard();
    this.nextCall = state.nextCall();
  }

  LockMachine.Transition transition() {
    var state =
        new LockState(
            terms,
            phase,
            fence,
            heldUntil,
            roundSince,
            attempts,
            asked,
            answers,
            ownEnds,
            renewals,
            timer,
            guard,
            nextCall);
    return new LockMachine.Transition(state, effects);
  }

  void look() {
    round(Phase.LOOKING, LeaseRequest.Verb.LOOK);
  }

  void answered(long callId, LeaseAnswer answer) {
    var host = asked.remove(callId);
    if (host != null) {
      answers.put(host, answer);
      judge();
    }
  }

  void unanswered(long callId) {
    if (asked.remove(callId) != null) {
      judge();
    }
  }

  void timerFired(long callId) {
    if (callId == guard && isHeld() && now >= heldUntil - terms.marginMs()) {
      lose(terms.needed() + " of " + terms.servers().size() + " servers did not renew it in time");
    } else if (callId == timer && phase == Phase.PAUSING) {
      look();
    } else if (callId == timer && phase == Phase.HOLDING) {
      round(Phase.RENEWING, LeaseRequest.Verb.RENEW);
    }
  }

  void release() {
    if (isHeld()) {
      round(Phase.RELEASING, LeaseRequest.Verb.RELEASE);
    } else {
      phase = Phase.OVER;
      effects.add(new LockEffect.Released());
    }
  }

  private void judge() {
    switch (phase) {
      case LOOKING -> looked();
      case TAKING -> took();
      case RENEWING -> renewed();
      case RELEASING -> released();
      case NEW, PAUSING, HOLDING, OVER -> {}
    }
  }

  private void looked() {
    if (!asked.isEmpty()) {
      return;
    }
    var own = answers.values().stream().filter(this::isOwn).mapToLong(LeaseAnswer::remainingMs);
    var wait = own.max().orElse(0);
    if (answers.size() < terms.needed()) {
      refuse(tooFew());
    } else if (answers.size() - foreign().size() < terms.needed()) {
      refuse(held(foreign()));
    } else if (wait > 0) {
      waitForOwn(wait);
    } else {
      ownEnds.clear();
      renewals = 0;
      fence = highest() + 1;
      round(Phase.TAKING, LeaseRequest.Verb.ACQUIRE);
    }
  }

  /// A lease of the same owner is what a crash left, or the same run is alive on another machine:
  /// then it is renewed while this one waits. Looks again after the time in which that must show.
  ///
  /// One server alone proves nothing: after a reboot it counts its lease anew.
  private void waitForOwn(long remainingMs) {
    var renewed = renewedServers();
    if (renewed > 0) {
      renewals++;
    }
    if (renewed >= terms.needed() || renewals >= RENEWALS) {
      refuse(alive());
      return;
    }
    var why = ownEnds.isEmpty() ? waiting(remainingMs) : "";
    answers.forEach(this::rememberOwn);
    pause(Math.min(remainingMs + 1, terms.renewMs() + terms.retryMs()), why);
  }

  private long renewedServers() {
    return answers.entrySet().stream()
        .filter(answer -> isOwn(answer.getValue()))
        .filter(answer -> endsLater(answer.getKey(), answer.getValue()))
        .count();
  }

  private boolean endsLater(String host, LeaseAnswer answer) {
    var expected = ownEnds.get(host);
    return expected != null && roundSince + answer.remainingMs() > expected + RENEWED_MS;
  }

  /// Answers came before now, so the lease ends by then unless it is renewed.
  private void rememberOwn(String host, LeaseAnswer answer) {
    if (isOwn(answer)) {
      ownEnds.put(host, now + answer.remainingMs());
    }
  }

  private void took() {
    if (granted() >= terms.needed()) {
      attempts = 0;
      hold();
      effects.add(new LockEffect.Held(fence));
    } else if (asked.isEmpty()) {
      giveBack();
      if (++attempts < ATTEMPTS) {
        pause(pauseAfterTie(), "");
      } else {
        refuse(answers.size() < terms.needed() ? tooFew() : held(foreign()));
      }
    }
  }

  private void renewed() {
    if (granted() >= terms.needed()) {
      hold();
    } else if (newer() >= terms.needed()) {
      lose("a majority of the servers follows fence " + highest() + ", this run has " + fence);
    } else if (asked.isEmpty()) {
      phase = Phase.HOLDING;
      timer = callIn(terms.retryMs());
    }
  }

  private void released() {
    if (asked.isEmpty()) {
      phase = Phase.OVER;
      effects.add(new LockEffect.Released());
    }
  }

  private void hold() {
    phase = Phase.HOLDING;
    asked.clear();
    heldUntil = roundSince + terms.ttlMs();
    guard = callIn(Math.max(0, heldUntil - terms.marginMs() - now));
    timer = callIn(terms.renewMs());
  }

  private void lose(String why) {
    phase = Phase.OVER;
    effects.add(new LockEffect.Lost(why));
  }

  private void refuse(Problem problem) {
    phase = Phase.OVER;
    effects.add(new LockEffect.Refused(problem));
  }

  private void pause(long ms, String why) {
    phase = Phase.PAUSING;
    timer = callIn(ms, why);
  }

  /// Two who always tie must not come back at the same moment: the owner's name spreads them.
  private long pauseAfterTie() {
    return 500L + Math.floorMod(terms.owner().hashCode() * (attempts + 1), 3_000);
  }

  private void round(Phase next, LeaseRequest.Verb verb) {
    phase = next;
    asked.clear();
    answers.clear();
    roundSince = now;
    for (var host : terms.servers()) {
      var call = nextCall++;
      asked.put(call, host);
      effects.add(new LockEffect.Ask(call, host, request(verb)));
    }
  }

  /// Whoever granted in a round that failed is asked to forget it; nobody waits for the answers.
  private void giveBack() {
    for (var host : terms.servers()) {
      effects.add(new LockEffect.Ask(nextCall++, host, request(LeaseRequest.Verb.RELEASE)));
    }
  }

  private LeaseRequest request(LeaseRequest.Verb verb) {
    return new LeaseRequest(
        terms.siteId(), verb, terms.owner(), terms.contact(), fence, terms.ttlMs());
  }

  private long callIn(long ms) {
    return callIn(ms, "");
  }

  private long callIn(long ms, String why) {
    var call = nextCall++;
    effects.add(new LockEffect.Wait(call, ms, why));
    return call;
  }

  private boolean isHeld() {
    return phase == Phase.HOLDING || phase == Phase.RENEWING;
  }

  private boolean isOwn(LeaseAnswer answer) {
    return answer.holder().equals(terms.owner()) && answer.remainingMs() > 0;
  }

  private List<LeaseAnswer> foreign() {
    return answers.values().stream()
        .filter(answer -> !answer.holder().isEmpty() && !isOwn(answer) && answer.remainingMs() > 0)
        .toList();
  }

  private long granted() {
    return answers.values().stream().filter(LeaseAnswer::granted).count();
  }

  private long newer() {
    return answers.values().stream().filter(answer -> answer.highestFence() > fence).count();
  }

  private long highest() {
    return answers.values().stream().mapToLong(LeaseAnswer::highestFence).max().orElse(0);
  }

  private Problem tooFew() {
    var text = answers.size() + " of " + terms.servers().size() + " servers answer, ";
    return Problem.of(ProblemId.HOST_UNREACHABLE, "Too few servers answer to take the lock")
        .withEvidence(text + terms.needed() + " are needed")
        .withFix(
            "holdfast status   # which ones answer",
            "holdfast recover   # where servers were down together and nobody leads since")
        .withClusterSafe(true, "this command changed nothing");
  }

  private static String waiting(long remainingMs) {
    return "the lock is still in this run's name for "
        + seconds(remainingMs)
        + " s; waiting for that to end";
  }

  private static long seconds(long ms) {
    return (ms + 999) / 1_000;
  }

  private Problem alive() {
    return Problem.of(
            ProblemId.LOCK_HELD, "This run is already under way somewhere: " + terms.owner())
        .withEvidence("its lock was renewed while this command waited for it")
        .withFix("Find the other holdfast of this run and let it end", "holdfast status")
        .withClusterSafe(true, "this command changed nothing");
  }

  private static Problem held(List<LeaseAnswer> foreign) {
    Optional<LeaseAnswer> holder =
        foreign.stream().max(Comparator.comparingLong(LeaseAnswer::remainingMs));
    var who = holder.map(a -> a.holder() + ", " + a.contact()).orElse("another run, just now");
    var seconds = holder.map(answer -> seconds(answer.remainingMs())).orElse(0L);
    return Problem.of(ProblemId.LOCK_HELD, "This cluster is being changed by " + who)
        .withEvidence("its lease runs for another " + seconds + " s unless it is renewed")
        .withFix("Ask the owner; when nobody works on it, try again in " + seconds + " s")
        .withClusterSafe(true, "this command changed nothing");
  }
}
