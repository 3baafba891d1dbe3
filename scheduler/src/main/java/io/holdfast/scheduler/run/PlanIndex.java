package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What is looked up in a plan at every event, found once: a site may have thousands of workers.
///
/// @param forward the paths of all steps but those of an undo
/// @param places the place of each host in its group, by the group's path
/// @param byHost the steps of each host in a stage that is everywhere, by the stage's path
record PlanIndex(
    Set<String> forward,
    Map<String, Map<String, Integer>> places,
    Map<String, List<List<Step>>> byHost) {

  static PlanIndex of(Plan plan) {
    var forward = new HashSet<String>();
    StepCount.steps(plan).forEach(step -> forward.add(step.path()));
    var places = new HashMap<String, Map<String, Integer>>();
    var byHost = new HashMap<String, List<List<Step>>>();
    for (var stage : plan.stages()) {
      switch (stage) {
        case Group group -> places.put(group.path(), places(group));
        case Stage.Everywhere everywhere -> byHost.put(everywhere.path(), byHost(everywhere));
        case Stage.Sequence _ -> {}
      }
    }
    return new PlanIndex(Collections.unmodifiableSet(forward), places, byHost);
  }

  private static Map<String, Integer> places(Group group) {
    var places = new HashMap<String, Integer>();
    for (var at = 0; at < group.hosts().size(); at++) {
      places.put(group.hosts().get(at).host(), at);
    }
    return places;
  }

  private static List<List<Step>> byHost(Stage.Everywhere stage) {
    var lists = new LinkedHashMap<String, List<Step>>();
    stage.steps().forEach(s -> lists.computeIfAbsent(s.host(), _ -> new ArrayList<>()).add(s));
    return List.copyOf(lists.values());
  }

  /// The works of these hosts of a group, in the order of the plan.
  List<HostWork> works(Group group, Collection<String> hosts) {
    var at = places.getOrDefault(group.path(), Map.of());
    return hosts.stream()
        .flatMap(host -> Stream.ofNullable(at.get(host)))
        .sorted()
        .map(group.hosts()::get)
        .toList();
  }

  List<List<Step>> byHost(String stagePath) {
    return byHost.getOrDefault(stagePath, List.of());
  }
}
