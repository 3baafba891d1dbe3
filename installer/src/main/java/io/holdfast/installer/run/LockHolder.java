package io.holdfast.installer.run;

import io.holdfast.scheduler.lock.LockEffect;
import io.holdfast.scheduler.lock.LockEvent;
import io.holdfast.scheduler.lock.LockMachine;
import io.holdfast.scheduler.lock.LockState;
import io.holdfast.scheduler.lock.LockTerms;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.scheduler.port.HostGateway;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemKind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Takes the site's lock and keeps it in the background until it is closed. Closing gives it back.
final class LockHolder implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LockHolder.class.getName());

  private final HostGateway hosts;
  private final Clock clock;
  private final Listener listener;
  private final BlockingQueue<LockEvent> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Long> held = new CompletableFuture<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicBoolean isSettled = new AtomicBoolean();
  private volatile Optional<LockState> latest = Optional.empty();

  private LockHolder(HostGateway hosts, Clock clock, Listener listener) {
    this.hosts = hosts;
    this.clock = clock;
    this.listener = listener;
  }

  /// Is told what happens to the lock while nobody asks.
  interface Listener {
    /// It is not to be had yet; for whoever sits there and waits.
    void waits(String why);

    /// It was held and has slipped away, or nobody keeps it any more. Told once at most.
    void lost(String why);
  }

  /// Blocks until the lock is held; refuses with the problem that stands in the way.
  static LockHolder take(LockTerms terms, HostGateway hosts, Clock clock, Listener listener) {
    var holder = new LockHolder(hosts, clock, listener);
    Thread.ofVirtual().name("lock").start(() -> holder.keep(LockState.of(terms)));
    holder.fence();
    return holder;
  }

  /// The fencing number of the lock.
  long fence() {
    try {
      return held.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } catch (ExecutionException refused) {
      if (refused.getCause() instanceof HoldfastException known) {
        throw known;
      }
      throw new IllegalStateException(refused.getCause());
    }
  }

  /// Whether the lease still runs by this machine's own reckoning, whatever was heard of it.
  boolean isHeld() {
    return latest.filter(state -> state.isHeldAt(clock.uptimeMs())).isPresent();
  }

  private void keep(LockState initial) {
    var why = "nobody renews it any more";
    try {
      turn(initial);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException mistake) {
      LOG.log(System.Logger.Level.ERROR, "the lock", mistake);
      held.completeExceptionally(mistake);
      why = "the program made a mistake: " + mistake;
    } finally {
      held.completeExceptionally(new IllegalStateException(why));
      lose(why);
    }
  }

  private void turn(LockState initial) throws InterruptedException {
    var state = initial;
    events.add(new LockEvent.Started(clock.uptimeMs()));
    while (over.getCount() > 0) {
      var transition = LockMachine.next(state, events.take());
      state = transition.state();
      latest = Optional.of(state);
      transition.effects().forEach(this::begin);
    }
  }

  /// However the keeping ends, whoever relies on the lock hears of it, unless it was given back.
  private void lose(String why) {
    over.countDown();
    if (held.state() == Future.State.SUCCESS && isSettled.compareAndSet(false, true)) {
      listener.lost(why);
    }
  }

  private void begin(LockEffect effect) {
    switch (effect) {
      case LockEffect.Ask ask ->
          Thread.ofVirtual().name("lease-" + ask.host()).start(() -> events.add(answer(ask)));
      case LockEffect.Wait wait -> {
        if (!wait.why().isEmpty()) {
          listener.waits(wait.why());
        }
        Thread.ofVirtual().name("lock-wait").start(() -> events.add(fired(wait)));
      }
      case LockEffect.Held now -> held.complete(now.fence());
      case LockEffect.Refused refused -> refuse(refused.problem().asException());
      case LockEffect.Lost gone -> lose(gone.why());
      case LockEffect.Released _ -> {
        isSettled.set(true);
        over.countDown();
      }
    }
  }

  /// Only a lock that is not held yet can be refused.
  private void refuse(HoldfastException refusal) {
    if (held.completeExceptionally(refusal)) {
      over.countDown();
    }
  }

  private LockEvent fired(LockEffect.Wait wait) {
    clock.sleepMs(wait.ms());
    return new LockEvent.TimerFired(clock.uptimeMs(), wait.callId());
  }

  private LockEvent answer(LockEffect.Ask ask) {
    try {
      var answer = hosts.lease(ask.host(), ask.request());
      return new LockEvent.Answered(clock.uptimeMs(), ask.callId(), answer);
    } catch (RuntimeException silent) {
      LOG.log(System.Logger.Level.WARNING, "lease on " + ask.host(), silent);
      if (silent instanceof HoldfastException known && known.kind() == ProblemKind.TRUST) {
        refuse(known);
      }
      return new LockEvent.Unanswered(clock.uptimeMs(), ask.callId());
    }
  }

  @Override
  public void close() {
    isSettled.set(true);
    events.add(new LockEvent.ReleaseAsked(clock.uptimeMs()));
    try {
      if (!over.await(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "the lock could not be given back; it ends by itself");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
