package io.holdfast.agent.step;

import io.holdfast.scheduler.host.KeptResult;
import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.host.StepResult;
import io.holdfast.scheduler.host.StepResult.Status;
import io.holdfast.templates.problem.HoldfastException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/// The runner's side of steps: answers with the stored result, waits for a step under way, or
/// starts it.
///
/// Only the journal says how a step ended. A unit that is gone without a result was killed (power
/// cut, out of memory): the step is started anew, for actions look before they change anything.
public final class StepKeeper {
  private static final int MAX_ATTEMPTS = 3;
  private static final long POLL_MS = 100;
  private static final int LOOK_EACH = 15;
  private final HostJournal journal;
  private final Spool spool;
  private final StepUnits units;
  private final SiteGuard guard;
  private final ConcurrentMap<String, ReentrantLock> starting = new ConcurrentHashMap<>();

  public StepKeeper(HostJournal journal, Spool spool, StepUnits units, SiteGuard guard) {
    this.journal = journal;
    this.spool = spool;
    this.units = units;
    this.guard = guard;
  }

  /// Blocks until the step is over.
  public StepResult result(StepRequest request) throws IOException {
    var refusal = guard.refusal(request);
    if (refusal.isPresent()) {
      return new StepResult(request.stepId(), Status.REFUSED, false, List.of(), refusal.get());
    }
    var step = StepName.of(request);
    // Two calls for one step (an old connection and its successor) must not both start it.
    var lock = starting.computeIfAbsent(step.key(), key -> new ReentrantLock());
    lock.lock();
    try {
      return settle(request, step);
    } finally {
      lock.unlock();
    }
  }

  private StepResult settle(StepRequest request, StepName step) throws IOException {
    for (int started = 0; started <= MAX_ATTEMPTS; started++) {
      var story = journal.story(step);
      var kept = awaitRunning(request, step, story);
      if (kept.isPresent()) {
        spool.clear(step);
        return answer(step, kept.get(), request.fence());
      }
      if (started < MAX_ATTEMPTS) {
        start(request, step, story.attempts() + 1);
      }
    }
    spool.clear(step);
    var evidence = "The step was killed " + MAX_ATTEMPTS + " times before it could end";
    return new StepResult(request.stepId(), Status.FAILED, true, List.of(), evidence);
  }

  /// From now on the result counts as one of whoever asks: a copy of this very request that arrives
  /// late, when other steps have been begun, is answered with it too.
  private StepResult answer(StepName step, KeptResult kept, long askedUnder) throws IOException {
    if (kept.fence() < askedUnder) {
      journal.result(step, kept.result(), askedUnder);
    }
    return kept.result();
  }

  /// The settled result; waits for it while the latest attempt's unit runs. Empty when there is no
  /// such unit.
  private Optional<KeptResult> awaitRunning(
      StepRequest request, StepName step, HostJournal.Story story) throws IOException {
    var now = story;
    long seen = journal.size();
    for (int round = 0; now.settled(request.fence()).isEmpty(); round++) {
      boolean look = round % LOOK_EACH == 0;
      if (now.attempts() == 0 || (look && !units.isRunning(step.unit(now.attempts())))) {
        // It may have ended between our two looks.
        return journal.story(step).settled(request.fence());
      }
      pause();
      if (journal.size() != seen) {
        seen = journal.size();
        now = journal.story(step);
      }
    }
    return now.settled(request.fence());
  }

  private void start(StepRequest request, StepName step, int attempt) throws IOException {
    guard.requireSite(request.siteId());
    guard.requireFence(request.fence());
    var file = spool.put(request, attempt);
    journal.attempt(step, attempt, request.fence());
    try {
      units.start(step.unit(attempt), file);
    } catch (HoldfastException | IOException failed) {
      spool.clear(step);
      throw failed;
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(POLL_MS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }
}
