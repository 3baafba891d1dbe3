package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.StepRequest;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What must hold whenever something takes effect on a host, and after every event.
///
/// A look that was right a moment ago may be wrong when the effect comes: whatever changed less
/// than `GRACE_MS` before the step was sent, or after it, is nobody's fault.
final class Promises implements SimHost.Checks {
  private static final long GRACE_MS = 5_000;

  private final SimWorld world;
  private final SimController controller;
  private final List<SimRival> rivals;
  private final Map<String, Step> planned = new HashMap<>();
  private final Map<String, Group> groupOf = new HashMap<>();
  private final Set<String> undoSteps = new HashSet<>();
  private final Set<String> doneOnHost = new HashSet<>();

  Promises(SimWorld world, Plan plan, SimController controller, List<SimRival> rivals) {
    this.world = world;
    this.controller = controller;
    this.rivals = rivals;
    plan.stages().forEach(this::learn);
  }

  private void learn(Stage stage) {
    switch (stage) {
      case Stage.Everywhere s -> s.steps().forEach(step -> planned.put(step.path(), step));
      case Stage.Sequence s -> s.steps().forEach(step -> planned.put(step.path(), step));
      case Stage.Group s -> s.hosts().forEach(work -> learn(s, work));
    }
  }

  private void learn(Group group, HostWork work) {
    Stream.concat(work.steps().stream(), work.undo().stream())
        .forEach(
            step -> {
              planned.put(step.path(), step);
              groupOf.put(step.path(), group);
            });
    work.undo().forEach(step -> undoSteps.add(step.path()));
  }

  /// After every event.
  void check() {
    world.rafts.values().forEach(SimRaft::settle);
    var holders = rivals.stream().filter(SimOperator::holdsLock).count();
    if (holders + (controller.holdsLock() ? 1 : 0) > 1) {
      world.violate("two operators hold the lock");
    }
  }

  @Override
  public void begins(SimHost host, StepRequest request) {
    var path = path(request);
    var step = planned.get(path);
    if (step == null || !step.host().equals(host.name())) {
      world.violate(request.stepId() + " on " + host.name() + " is not in the plan");
      return;
    }
    if (request.fence() < host.fence()) {
      world.violate(path + " takes effect under the old fence " + request.fence());
    }
    if (controller.announced(path).isEmpty()) {
      world.violate(path + " takes effect and the journal does not announce it");
    }
    if (!path.equals(request.stepId()) && doneOnHost.contains(path)) {
      world.violate(path + " is done a second time as " + request.stepId());
    }
    doneOnHost.add(path);
  }

  @Override
  public void disturbs(SimHost host, StepRequest request, String component) {
    for (var raft : world.rafts.values()) {
      if (raft.component().equals(component) && raft.isServer(host.name()) && raft.isFormed()) {
        disturbs(host, path(request), raft);
      }
    }
  }

  private void disturbs(SimHost host, String path, SimRaft raft) {
    raft.settle();
    var others = new HashSet<>(raft.downByUs());
    others.remove(host.name());
    if (!others.isEmpty()) {
      world.violate(path + " stops " + host.name() + " while " + others + " is down by this run");
    }
    if (raft.isHealthy(host.name())) {
      needQuorum(host, path, raft);
      if (!undoSteps.contains(path)) {
        needFollower(host, path, raft);
      }
    }
    raft.downByUs().add(host.name());
  }

  private void needQuorum(SimHost host, String path, SimRaft raft) {
    var since = controller.sent(path);
    if (raft.lastSparable(host.name()) < since - GRACE_MS) {
      world.violate(
          "%s stops %s with %d other healthy voters of %s, %d are needed"
              .formatted(
                  path,
                  host.name(),
                  raft.healthyOthers(host.name()),
                  raft.system(),
                  raft.majority()));
    }
  }

  private void needFollower(SimHost host, String path, SimRaft raft) {
    var group = groupOf.get(path);
    var since = begun(host, path, group);
    var leads = raft.leader().filter(host.name()::equals).isPresent();
    if (group != null
        && leads
        && raft.leaderSince() < since - GRACE_MS
        && hasUntouched(host, group)) {
      world.violate(path + " stops the leader of " + raft.system() + " before the last server");
    }
  }

  /// When the first step of the host in its group was announced: from then on it keeps its place.
  private long begun(SimHost host, String path, @Nullable Group group) {
    var works = group == null ? List.<HostWork>of() : group.hosts();
    return works.stream()
        .filter(work -> work.host().equals(host.name()))
        .flatMap(work -> work.steps().stream())
        .flatMap(step -> controller.announced(step.path()).stream())
        .min(Long::compare)
        .or(() -> controller.announced(path))
        .orElse(world.now());
  }

  private boolean hasUntouched(SimHost host, Group group) {
    return group.hosts().stream()
        .filter(work -> !work.host().equals(host.name()))
        .anyMatch(
            work ->
                work.steps().stream()
                    .noneMatch(step -> step.disruptive() && doneOnHost.contains(step.path())));
  }

  private static String path(StepRequest request) {
    var mark = request.stepId().indexOf('#');
    return mark < 0 ? request.stepId() : request.stepId().substring(0, mark);
  }
}
