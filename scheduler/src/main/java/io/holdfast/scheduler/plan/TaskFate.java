package io.holdfast.scheduler.plan;

import io.holdfast.scheduler.plan.Outline.Fate;
import io.holdfast.scheduler.plan.Outline.Tasks;
import java.util.Optional;
import java.util.Set;

/// What becomes of the tasks on a host while it is changed, as the steps of its change say.
final class TaskFate {
  private static final String CLOSE = "nomad.close-worker";
  private static final String NOTE = "nomad.note-work";
  private static final String CONTAINERS = "docker";

  private TaskFate() {}

  /// `workers` are the hosts that run tasks.
  static Tasks of(Stage.Group group, Stage.HostWork work, Set<String> workers) {
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
    return work.steps().stream()
        .flatMap(
            step ->
                step.work() instanceof Step.Operate operate && operate.operation().equals(name)
                    ? Optional.of(operate).stream()
                    : Optional.<Step.Operate>empty().stream())
        .findFirst();
  }
}
