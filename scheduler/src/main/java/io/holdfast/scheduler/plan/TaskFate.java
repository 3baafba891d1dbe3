package io.holdfast.scheduler.plan;

import io.holdfast.scheduler.plan.Outline.Fate;
import io.holdfast.scheduler.plan.Outline.Tasks;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What becomes of the tasks on a host while it is changed, as the steps of its change say.
final class TaskFate {
  private static final String CLOSE = "nomad.close-worker";
  private static final String SWARM_DRAIN = "swarm.drain-worker";
  private static final String NOTE = "nomad.note-work";
  private static final String ALONE = "alone";
  private static final String CONTAINERS = "docker";

  private TaskFate() {}

  /// `workers` are the hosts that run tasks.
  static Tasks of(Stage.Group group, Stage.HostWork work, Set<String> workers) {
    var end = ending(work);
    if (end.isPresent()) {
      return ended(end.get());
    }
    var close = operation(work, CLOSE);
    if (close.isPresent()) {
      return closed(close.get(), boots(work));
    }
    if (operation(work, NOTE).isPresent()) {
      return new Tasks(Fate.STAY, "run on; a gate compares them with those of before", 0);
    }
    if (boots(work)) {
      return workers.contains(work.host())
          ? new Tasks(Fate.END, "end with this host, which boots", 0)
          : Tasks.NONE;
    }
    return group.component().equals(CONTAINERS) && workers.contains(work.host())
        ? new Tasks(Fate.END, "end with the container engine on this host", 0)
        : Tasks.NONE;
  }

  static boolean boots(Stage.HostWork work) {
    return work.steps().stream().anyMatch(step -> step.backMs() > 0);
  }

  /// The step that closes the only worker.
  private static Optional<Step.Operate> ending(Stage.HostWork work) {
    return operations(work)
        .filter(it -> it.operation().equals(CLOSE) || it.operation().equals(SWARM_DRAIN))
        .filter(it -> "yes".equals(it.parameters().get(ALONE)))
        .findFirst();
  }

  private static Tasks ended(Step.Operate close) {
    long most = Span.deadlineMs(close);
    return new Tasks(
        Fate.END,
        "end within "
            + seconds(most)
            + ", for no other worker can take them; they start again when this one is open",
        most);
  }

  private static Tasks closed(Step.Operate close, boolean boots) {
    long most = Span.deadlineMs(close);
    return "wait".equals(close.parameters().get("mode"))
        ? new Tasks(
            Fate.WAIT,
            "none is added; those that end by themselves are waited for, at most "
                + seconds(most)
                + (boots ? "; the others end with this host" : "; the others run on"),
            most)
        : new Tasks(
            Fate.MOVE,
            "move to other workers within " + seconds(most) + ", but for system jobs",
            most);
  }

  private static String seconds(long ms) {
    return ms / 1_000 + " s";
  }

  static Optional<Step.Operate> operation(Stage.HostWork work, String name) {
    return operations(work).filter(it -> it.operation().equals(name)).findFirst();
  }

  private static Stream<Step.Operate> operations(Stage.HostWork work) {
    return work.steps().stream()
        .map(Step::work)
        .filter(Step.Operate.class::isInstance)
        .map(Step.Operate.class::cast);
  }
}
