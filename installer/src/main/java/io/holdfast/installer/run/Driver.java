package io.holdfast.installer.run;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Memory;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.plan.Stage.QuorumRule;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.scheduler.run.Effect;
import io.holdfast.scheduler.run.Event;
import io.holdfast.scheduler.run.Executor;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.scheduler.run.RunState;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.HoldfastException;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Performs what the executor asks for and tells it what came of it.
///
/// One thread takes events and holds the state; each slow effect runs on a virtual thread of its
/// own and comes back as an event. The journal is written by the one thread, so its records keep
/// their order.
///
/// Where this machine can't go on (its disk fails, or an effect has a mistake in it), nothing new
/// is begun, the steps under way are waited for under the lock, and the run breaks off with the
/// reason.
final class Driver implements Steering {
  private static final long COPY_WAIT_MS = 5_000;

  private static final System.Logger LOG = System.getLogger(Driver.class.getName());

  private final Clock clock;
  private final World world;
  private final Work work;
  private final Journal journal;
  private final RunFolder folder;
  private final JournalCopies copies;
  private final Consumer<Effect.Progress> progress;
  private final BlockingQueue<Told> events = new LinkedBlockingQueue<>();
  private final Queue<Thread> steps = new ConcurrentLinkedQueue<>();
  private final Map<String, Memory> memories = new ConcurrentHashMap<>();

  Driver(
      World world,
      Work work,
      Journal journal,
      RunFolder folder,
      JournalCopies copies,
      Consumer<Effect.Progress> progress) {
    this.clock = world.clock();
    this.world = world;
    this.work = work;
    this.journal = journal;
    this.folder = folder;
    this.copies = copies;
    this.progress = progress;
  }

  /// What the one thread hears.
  private sealed interface Told {
    record Of(Event event) implements Told {}

    /// An effect that can't be answered.
    record Broken(Throwable cause) implements Told {}
  }

  /// Runs to the end of the run, or to where it stops.
  Outcome run(RunState initial) throws InterruptedException {
    var state = initial;
    tell(new Event.Started(clock.uptimeMs()));
    while (true) {
      @Nullable Outcome outcome = null;
      try {
        var transition = Executor.next(state, next());
        state = transition.state();
        for (var effect : transition.effects()) {
          if (effect instanceof Effect.Finish finish) {
            outcome = finish.outcome();
          } else {
            begin(effect);
          }
        }
      } catch (RuntimeException | Error broken) {
        throw brokenOff(broken, state);
      }
      if (outcome != null) {
        return outcome;
      }
    }
  }

  private Event next() throws InterruptedException {
    return switch (events.take()) {
      case Told.Of told -> told.event();
      case Told.Broken broken -> throw new BrokenEffect(broken.cause());
    };
  }

  /// Carries the failure of an effect to the one thread.
  private static final class BrokenEffect extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Throwable failure;

    BrokenEffect(Throwable failure) {
      super(failure);
      this.failure = failure;
    }
  }

  private HoldfastException brokenOff(Throwable broken, RunState state)
      throws InterruptedException {
    var cause = broken instanceof BrokenEffect effect ? effect.failure : broken;
    LOG.log(System.Logger.Level.ERROR, "run " + folder.runId() + " breaks off", cause);
    for (var step : steps) {
      step.join();
    }
    return BrokenOff.because(cause, folder, state);
  }

  private void tell(Event event) {
    events.add(new Told.Of(event));
  }

  @Override
  public void askStop() {
    tell(new Event.StopAsked(clock.uptimeMs()));
  }

  @Override
  public void lockLost(String why) {
    tell(new Event.LockLost(clock.uptimeMs(), why));
  }

  private void begin(Effect effect) {
    switch (effect) {
      case Effect.Append append -> append(append);
      case Effect.RunStep run ->
          steps.add(
              aside(
                  "step",
                  () -> {
                    var end = perform(run.stepId(), run.step());
                    return new Event.StepEnded(clock.uptimeMs(), run.callId(), end);
                  }));
      case Effect.JudgeGate judge ->
          aside("gate", () -> new Event.GateJudged(clock.uptimeMs(), judge.callId(), judge(judge)));
      case Effect.AskLeader ask ->
          aside(
              "leader",
              () -> new Event.LeaderSeen(clock.uptimeMs(), ask.callId(), leader(ask.quorum())));
      case Effect.Wait wait ->
          aside(
              "wait",
              () -> {
                clock.sleepMs(wait.ms());
                return new Event.TimerFired(clock.uptimeMs(), wait.callId());
              });
      case Effect.Keep keep -> unanswered(() -> folder.keep(keep.file(), keep.text()));
      case Effect.Report report -> unanswered(() -> progress.accept(report.progress()));
      case Effect.Finish _ -> {}
    }
  }

  private void append(Effect.Append append) {
    var written = journal.append(append.entry(), clock.wallMs());
    copies.journalGrew();
    if (isBeginning(written.kind())) {
      copies.awaitElsewhere("", COPY_WAIT_MS);
    }
    tell(new Event.Appended(clock.uptimeMs(), append.callId(), written.wallMs()));
  }

  private static boolean isBeginning(String kind) {
    return kind.equals("run-started") || kind.equals("run-resumed");
  }

  /// Before a host is disturbed another one has the record that announces it, so that losing this
  /// machine and that host together loses nothing. Where no other answers the run goes on: the
  /// host's own journal has the step.
  private StepEnd perform(String stepId, Step step) {
    if (step.disruptive() && !copies.awaitElsewhere(step.host(), COPY_WAIT_MS)) {
      LOG.log(System.Logger.Level.WARNING, "no other server has " + step.path() + " yet");
    }
    return work.perform(stepId, step);
  }

  private interface Answer {
    Event get();
  }

  private Thread aside(String name, Answer answer) {
    return Thread.ofVirtual().name(name).start(() -> events.add(told(answer)));
  }

  /// Whatever goes wrong, somebody waits for the answer.
  private static Told told(Answer answer) {
    try {
      return new Told.Of(answer.get());
    } catch (Throwable broken) {
      return new Told.Broken(broken);
    }
  }

  /// What nobody waits for does not end a run when it fails.
  private static void unanswered(Runnable effect) {
    try {
      effect.run();
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.WARNING, "not kept or not shown", failed);
    }
  }

  /// A gate that throws has a mistake in it; the run then waits out its time limit like for any
  /// other no.
  private Verdict judge(Effect.JudgeGate judge) {
    var spec = judge.gate();
    var memory = memories.computeIfAbsent(judge.memory(), _ -> new Memory());
    try {
      synchronized (memory) {
        return Gates.named(spec.gate()).judge(look(spec.parameters(), memory));
      }
    } catch (HoldfastException silent) {
      return new Verdict.NotYet(silent.first().headline(), silent.first().toText());
    } catch (RuntimeException mistake) {
      LOG.log(System.Logger.Level.ERROR, "gate " + spec.path(), mistake);
      return new Verdict.NotYet("the gate itself failed: " + mistake, mistake.toString());
    }
  }

  private World look(Map<String, String> parameters, Memory memory) {
    return new World(
        world.site(), world.api(), world.hosts(), clock, world.secrets(), parameters, memory);
  }

  private Optional<String> leader(QuorumRule quorum) {
    try {
      return QuorumSystem.named(quorum.system()).leader(look(Map.of(), new Memory()));
    } catch (RuntimeException silent) {
      LOG.log(System.Logger.Level.WARNING, "leader of " + quorum.system(), silent);
      return Optional.empty();
    }
  }
}
