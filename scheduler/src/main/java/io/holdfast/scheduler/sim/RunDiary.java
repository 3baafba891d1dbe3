package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.journal.JournalEntry;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Effect;
import io.holdfast.scheduler.run.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// What the checks of promises need to know of the run: when each step was announced, durably, and
/// when it was sent; which hosts the journal calls done; what was reported. It outlives the
/// controller.
final class RunDiary {
  private final SimWorld world;
  private final Map<String, Long> announced = new HashMap<>();
  private final Map<String, Long> sent = new HashMap<>();
  private final Set<String> ended = new HashSet<>();
  private final Set<String> dueAgain = new HashSet<>();
  private final Set<String> left = new HashSet<>();
  private final Set<String> failed = new HashSet<>();
  private BiConsumer<String, String> hostDone = (_, _) -> {};
  private Runnable newLife = () -> {};
  private Consumer<Plan> newPlan = _ -> {};
  private boolean hasBegun;
  private int reportedDone;
  private int lives;

  RunDiary(SimWorld world) {
    this.world = world;
  }

  /// Whether nothing was ever written.
  boolean isEmpty() {
    return !hasBegun;
  }

  /// Who is told of the group and the host that the journal calls done.
  void onHostDone(BiConsumer<String, String> watcher) {
    hostDone = watcher;
  }

  /// Who is told that another program takes the run in hand, before it does anything.
  void onNewLife(Runnable watcher) {
    newLife = watcher;
  }

  /// Who is told of the plan of a run that is given again.
  void onPlan(Consumer<Plan> watcher) {
    newPlan = watcher;
  }

  void plans(Plan plan) {
    newPlan.accept(plan);
  }

  void wrote(JournalEntry entry) {
    hasBegun = true;
    switch (entry.kind()) {
      case "step-started" -> announced.putIfAbsent(entry.path(), world.now());
      case "host-done", "host-put-back" -> {
        if (ended.add(entry.path() + " " + entry.host()) && entry.kind().equals("host-done")) {
          hostDone.accept(entry.path(), entry.host());
        }
      }
      case "step-failed" -> failed.add(entry.path());
      case "worker-skipped" -> left.add(entry.host());
      case "forward-only" ->
          entry.details().path("again").forEach(step -> dueAgain.add(step.asString()));
      default -> {}
    }
  }

  void sends(String stepPath) {
    sent.put(stepPath, world.now());
  }

  /// When the start of a step was durable in the journal; empty when it is not.
  Optional<Long> announced(String stepPath) {
    return Optional.ofNullable(announced.get(stepPath));
  }

  /// When a step was sent last.
  long sent(String stepPath) {
    return sent.getOrDefault(stepPath, world.now());
  }

  /// Whether the journal has said that a step has to be done anew, for an undo took it back.
  boolean isDueAgain(String stepPath) {
    return dueAgain.contains(stepPath);
  }

  /// Whether some life of the run went on without a worker.
  boolean wasLeft(String host) {
    return left.contains(host);
  }

  /// Whether the journal says that a host of a group is done or put back.
  boolean isEnded(String groupPath, String host) {
    return ended.contains(groupPath + " " + host);
  }

  /// Whether the journal has said, durably, that a step failed.
  boolean hasFailed(String stepPath) {
    return failed.contains(stepPath);
  }

  /// How many programs have taken the run in hand.
  int lives() {
    return lives;
  }

  /// A new program tells its progress from the journal anew.
  void newLife() {
    lives++;
    reportedDone = 0;
    newLife.run();
  }

  void reports(Effect.Progress progress) {
    world.tell(
        () ->
            "%s %s %s %s"
                .formatted(progress.kind(), progress.path(), progress.host(), progress.text()));
    if (progress.done() < reportedDone || progress.done() > progress.total()) {
      world.violate(
          Promise.PROGRESS,
          "%d of %d steps after %d".formatted(progress.done(), progress.total(), reportedDone));
    }
    reportedDone = progress.done();
    if (progress.text().contains(SimSite.CANARY)) {
      world.violate(Promise.NO_SECRET, "a report holds a secret: " + progress.path());
    }
  }

  void ends(Outcome outcome) {
    world.tell(() -> "the run ends with " + outcome.exitCode() + " " + outcome.problems());
    for (var problem : outcome.problems()) {
      if (problem.fix().isEmpty() && problem.resume().isEmpty()) {
        world.violate(Promise.SAYS_WHAT_NEXT, problem.headline());
      }
      if (problem.toText().contains(SimSite.CANARY)) {
        world.violate(Promise.NO_SECRET, "a problem holds a secret: " + problem.id());
      }
    }
  }
}
