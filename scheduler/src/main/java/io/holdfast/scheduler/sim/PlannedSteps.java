package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The steps of the approved plan by their paths, and the group that each belongs to. A recovery
/// that is given again has another plan; what was sent by the one before may still arrive.
final class PlannedSteps {
  private final Map<String, Step> planned = new HashMap<>();
  private final Map<String, Group> groups = new HashMap<>();
  private final SortedMap<String, Group> byPath = new TreeMap<>();
  private final Set<String> undo = new HashSet<>();

  PlannedSteps(Plan plan) {
    learn(plan);
  }

  void learn(Plan plan) {
    plan.stages().forEach(this::learn);
  }

  private void learn(Stage stage) {
    switch (stage) {
      case Stage.Everywhere s -> s.steps().forEach(step -> planned.put(step.path(), step));
      case Stage.Sequence s -> s.steps().forEach(step -> planned.put(step.path(), step));
      case Stage.Group s -> {
        byPath.put(s.path(), s);
        s.hosts().forEach(work -> learn(s, work));
      }
    }
  }

  private void learn(Group group, HostWork work) {
    Stream.concat(work.steps().stream(), work.undo().stream())
        .forEach(
            step -> {
              planned.put(step.path(), step);
              groups.put(step.path(), group);
            });
    work.undo().forEach(step -> undo.add(step.path()));
  }

  /// The step of this path, where the plan has it for this host.
  Optional<Step> find(String path, String host) {
    return Optional.ofNullable(planned.get(path)).filter(step -> step.host().equals(host));
  }

  /// The group that a step belongs to; empty for one before or after all groups.
  Optional<Group> group(String path) {
    return Optional.ofNullable(groups.get(path));
  }

  Collection<Group> groups() {
    return byPath.values();
  }

  boolean isUndo(String path) {
    return undo.contains(path);
  }

  boolean isIn(String groupPath, String path) {
    return group(path).filter(group -> group.path().equals(groupPath)).isPresent();
  }
}
