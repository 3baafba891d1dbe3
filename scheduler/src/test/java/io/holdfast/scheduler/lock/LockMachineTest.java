package io.holdfast.scheduler.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.LeaseAnswer;
import io.holdfast.scheduler.host.LeaseRequest;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LockMachineTest {
  private static final List<String> SERVERS = List.of("s1", "s2", "s3");

  /// A server's lease as the host runner keeps it.
  private static final class Server {
    String holder = "";
    long fence;
    long until;

    LeaseAnswer ask(LeaseRequest request, long now) {
      var free = now >= until || holder.equals(request.owner());
      var granted =
          switch (request.verb()) {
            case LOOK -> false;
            case ACQUIRE -> free && request.fence() > fence;
            case RENEW, RELEASE -> holder.equals(request.owner()) && request.fence() == fence;
          };
      if (granted) {
        holder = request.owner();
        fence = request.fence();
        until = request.verb() == LeaseRequest.Verb.RELEASE ? 0 : now + request.ttlMs();
      }
      return new LeaseAnswer(
          granted, now < until ? holder : "", "phone 1", fence, Math.max(0, until - now));
    }
  }

  private final Map<String, Server> servers = new TreeMap<>();
  private final TreeSet<String> silent = new TreeSet<>();
  private final List<LockEffect> said = new ArrayList<>();
  private final List<String> waits = new ArrayList<>();
  private long now;

  LockMachineTest() {
    SERVERS.forEach(name -> servers.put(name, new Server()));
  }

  private LockState run(LockState state, LockEvent first, long untilMs) {
    var coming = new PriorityQueue<>(Comparator.comparingLong(LockEvent::nowMs));
    coming.add(first);
    var current = state;
    while (!coming.isEmpty() && coming.element().nowMs() <= untilMs) {
      var event = coming.remove();
      now = Math.max(now, event.nowMs());
      var turn = LockMachine.next(current, event);
      current = turn.state();
      turn.effects().forEach(effect -> act(effect, coming));
    }
    return current;
  }

  private void act(LockEffect effect, PriorityQueue<LockEvent> coming) {
    switch (effect) {
      case LockEffect.Ask e -> {
        if (silent.contains(e.host())) {
          coming.add(new LockEvent.Unanswered(now + 5_000, e.callId()));
        } else {
          var answer = server(e.host()).ask(e.request(), now);
          coming.add(new LockEvent.Answered(now + 10, e.callId(), answer));
        }
      }
      case LockEffect.Wait e -> {
        coming.add(new LockEvent.TimerFired(now + e.ms(), e.callId()));
        if (!e.why().isEmpty()) {
          waits.add(e.why());
        }
      }
      case LockEffect.Held _, LockEffect.Refused _, LockEffect.Lost _, LockEffect.Released _ ->
          said.add(effect);
    }
  }

  private Server server(String name) {
    return Objects.requireNonNull(servers.get(name));
  }

  private LockState start(String owner, long untilMs) {
    var state = LockState.of(LockTerms.standard("site", owner, "phone 1", SERVERS));
    return run(state, new LockEvent.Started(now), untilMs);
  }

  @Test
  void takesTheFenceAboveTheHighestSeenAndKeepsTheLock() {
    server("s2").fence = 41;
    var state = start("a", 300_000);
    assertThat(said).containsExactly(new LockEffect.Held(42));
    assertThat(state.isHeld()).isTrue();
    assertThat(server("s1").until).isGreaterThan(300_000);
  }

  @Test
  void isNotHeldAnyMoreWhenItsLeaseRanOutUnnoticed() {
    var state = start("a", 5_000);
    assertThat(state.isHeldAt(5_000)).isTrue();
    assertThat(state.isHeld()).isTrue();
    assertThat(state.isHeldAt(state.heldUntilMs())).isFalse();
  }

  @Test
  void tellsASecondOperatorWhoHoldsItAndForHowLong() {
    start("a", 5_000);
    said.clear();
    now = 5_000;
    start("b", 10_000);
    assertThat(said).hasSize(1);
    assertThat(said.getFirst())
        .isInstanceOfSatisfying(
            LockEffect.Refused.class,
            refused -> {
              assertThat(refused.problem().id()).isEqualTo(ProblemId.LOCK_HELD);
              assertThat(refused.problem().what()).contains("a, phone 1");
              assertThat(refused.problem().evidence().orElseThrow()).contains("another 26 s");
            });
  }

  @Test
  void waitsItsOwnLeaseOutAfterACrashAndTakesTheNextFence() {
    start("a", 5_000);
    said.clear();
    now = 5_000;
    start("a", 100_000);
    assertThat(said).containsExactly(new LockEffect.Held(2));
    assertThat(now).isGreaterThan(30_000);
  }

  @Test
  void refusesASecondStartOfTheSameRunWhileTheFirstIsAlive() {
    var alive = start("a", 5_000);
    said.clear();
    now = 5_000;
    var second = LockState.of(LockTerms.standard("site", "a", "phone 1", SERVERS));
    second = run(second, new LockEvent.Started(now), 16_000);
    assertThat(said).as("it waits first").isEmpty();
    assertThat(waits).hasSize(1).first().asString().contains("in this run's name for 26 s");
    var pausing = second.timer();
    now = 10_000;
    alive = run(alive, new LockEvent.TimerFired(now, alive.timer()), 16_000);
    assertThat(alive.isHeld()).isTrue();
    run(second, new LockEvent.TimerFired(17_010, pausing), 30_000);
    assertThat(said).hasSize(1);
    assertThat(said.getFirst())
        .isInstanceOfSatisfying(
            LockEffect.Refused.class,
            refused -> assertThat(refused.problem().id()).isEqualTo(ProblemId.LOCK_HELD));
    assertThat(waits).hasSize(1);
  }

  @Test
  void waitsOnWhenOneServerOnlyCountsItsLeaseAnewAfterAReboot() {
    start("a", 5_000);
    said.clear();
    now = 5_000;
    var second = LockState.of(LockTerms.standard("site", "a", "phone 1", SERVERS));
    second = run(second, new LockEvent.Started(now), 16_000);
    server("s3").until = 46_000;
    run(second, new LockEvent.TimerFired(17_010, second.timer()), 100_000);
    assertThat(said).containsExactly(new LockEffect.Held(2));
    assertThat(now).isGreaterThan(46_000);
  }

  @Test
  void goesOnWhileAMajorityRenewsAndSaysLostBeforeTheLeaseEndsOtherwise() {
    var state = start("a", 8_000);
    silent.add("s1");
    state = run(state, new LockEvent.TimerFired(10_000, state.timer()), 100_000);
    assertThat(state.isHeld()).isTrue();
    silent.add("s2");
    said.clear();
    run(state, new LockEvent.TimerFired(now, state.timer()), 100_000);
    var lost = new LockEvent.TimerFired(state.heldUntilMs() - 2_000, state.guard());
    run(state, lost, 200_000);
    assertThat(said).hasSize(1).first().isInstanceOf(LockEffect.Lost.class);
    assertThat(now).isLessThan(state.heldUntilMs());
  }

  @Test
  void refusesWithoutAMajorityOfServers() {
    silent.addAll(List.of("s1", "s3"));
    start("a", 100_000);
    assertThat(said.getFirst())
        .isInstanceOfSatisfying(
            LockEffect.Refused.class,
            refused -> assertThat(refused.problem().id()).isEqualTo(ProblemId.HOST_UNREACHABLE));
  }

  @Test
  void givesTheLockBackSoThatTheNextOneGetsItAtOnce() {
    var state = start("a", 5_000);
    run(state, new LockEvent.ReleaseAsked(now), 10_000);
    said.clear();
    start("b", 12_000);
    assertThat(said).containsExactly(new LockEffect.Held(2));
  }

  @Test
  void losesTheLockWhenAMajorityFollowsANewerFence() {
    var state = start("a", 5_000);
    for (var name : List.of("s1", "s2")) {
      var server = server(name);
      server.holder = "b";
      server.fence = 9;
      server.until = 90_000;
    }
    said.clear();
    run(state, new LockEvent.TimerFired(10_000, state.timer()), 20_000);
    assertThat(said).first().isInstanceOf(LockEffect.Lost.class);
  }

  @Test
  void isTakenOnEachServerThatIsLeftWhereAMajorityWasGivenUp() {
    var left = LockTerms.ofSurvivors("site", "a", "phone 1", List.of("s1", "s2"));
    silent.addAll(List.of("s3"));
    assertThat(run(LockState.of(left), new LockEvent.Started(now), 5_000).isHeld()).isTrue();
    assertThat(server("s3").fence).isZero();
    said.clear();
    silent.add("s2");
    now = 100_000;
    run(LockState.of(left), new LockEvent.Started(now), 120_000);
    assertThat(said.getFirst())
        .isInstanceOfSatisfying(
            LockEffect.Refused.class,
            refused ->
                assertThat(refused.problem().evidence())
                    .contains("1 of 2 servers answer, 2 are needed"));
  }
}
