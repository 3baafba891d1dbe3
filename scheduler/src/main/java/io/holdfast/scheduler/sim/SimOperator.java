package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.lock.LockEffect;
import io.holdfast.scheduler.lock.LockEvent;
import io.holdfast.scheduler.lock.LockMachine;
import io.holdfast.scheduler.lock.LockState;
import io.holdfast.scheduler.lock.LockTerms;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Somebody at a machine of their own who takes the site's lock, through the real lock machine.
/// Killing one forgets everything; standing still keeps what arrives until it goes on.
class SimOperator {
  final SimWorld world;
  private final String name;
  private final List<String> survivors;
  private LockState lock;
  private int life;
  private long pausedUntil;

  /// `survivors` are the servers that a run goes on with which gives up the others; none in others.
  SimOperator(SimWorld world, String name, List<String> survivors) {
    this.world = world;
    this.name = name;
    this.survivors = List.copyOf(survivors);
    this.lock = fresh();
  }

  private LockState fresh() {
    var contact = "phone of " + name;
    return LockState.of(
        survivors.isEmpty()
            ? LockTerms.standard(SimSite.ID, name, contact, world.servers)
            : LockTerms.ofSurvivors(SimSite.ID, name, contact, survivors));
  }

  String name() {
    return name;
  }

  /// Whether it may act on the lock, by its own reckoning.
  boolean holdsLock() {
    return lock.isHeldAt(world.now());
  }

  void takeLock() {
    lock = fresh();
    lockEvent(new LockEvent.Started(world.now()));
  }

  /// As a new process: what the one before still waited for never reaches it.
  void startAnew() {
    die();
    takeLock();
  }

  void releaseLock() {
    lockEvent(new LockEvent.ReleaseAsked(world.now()));
  }

  void die() {
    life++;
    lock = fresh();
    pausedUntil = 0;
  }

  void pause(long ms) {
    world.tell(() -> name + " stands still for " + ms + " ms");
    pausedUntil = world.now() + ms;
  }

  /// Brings something to this operator, unless it has died meanwhile.
  void later(long ms, Runnable act) {
    var mine = life;
    world.agenda.in(ms, () -> arrive(mine, act));
  }

  private void arrive(int mine, Runnable act) {
    if (mine != life) {
      return;
    }
    if (world.now() < pausedUntil) {
      world.agenda.in(pausedUntil - world.now(), () -> arrive(mine, act));
    } else {
      act.run();
    }
  }

  /// Whether the life that asks now is still the one then.
  BooleanSupplier whileAlive() {
    var mine = life;
    return () -> mine == life;
  }

  /// An answer goes to the life that asked, not to a later one.
  <T> Consumer<T> mine(Consumer<T> consumer) {
    var mine = life;
    return value -> arrive(mine, () -> consumer.accept(value));
  }

  private void lockEvent(LockEvent event) {
    var turn = LockMachine.next(lock, event);
    lock = turn.state();
    turn.effects().forEach(this::lockEffect);
  }

  private void lockEffect(LockEffect effect) {
    switch (effect) {
      case LockEffect.Ask e -> ask(e);
      case LockEffect.Wait e ->
          later(e.ms(), () -> lockEvent(new LockEvent.TimerFired(world.now(), e.callId())));
      case LockEffect.Held e -> lockHeld(e.fence());
      case LockEffect.Refused e -> lockRefused(e.problem().headline());
      case LockEffect.Lost e -> lockLost(e.why());
      case LockEffect.Released _ -> {}
    }
  }

  private void ask(LockEffect.Ask ask) {
    var host = world.host(ask.host());
    if (!host.isReachable() || world.strikes(Fault.REFUSED, 30)) {
      later(5_000, () -> lockEvent(new LockEvent.Unanswered(world.now(), ask.callId())));
      return;
    }
    var there = world.seed.between(1, 10);
    var mine = life;
    world.agenda.in(
        there,
        () -> {
          var answer = host.lease().answer(ask.request());
          world.agenda.in(
              there,
              () ->
                  arrive(
                      mine,
                      () -> lockEvent(new LockEvent.Answered(world.now(), ask.callId(), answer))));
        });
  }

  void lockHeld(long fence) {
    world.tell(() -> name + " holds the lock, fence " + fence);
  }

  void lockRefused(String why) {
    world.tell(() -> name + " does not get the lock: " + why);
  }

  void lockLost(String why) {
    world.tell(() -> name + " lost the lock: " + why);
  }
}
