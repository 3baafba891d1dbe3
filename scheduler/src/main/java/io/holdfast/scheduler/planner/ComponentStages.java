package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The two stages that every component has: where it is new it starts together with its like, where
/// it runs already it changes one host (or batch) after the other. Each is left out where nothing
/// of it changes.
record ComponentStages(List<Change> changes, HostSteps steps, int workerBatch) {

  /// Which hosts of which component a stage is about, and how people call it.
  record Members(String path, String title, String component, Predicate<String> hosts) {}

  /// The whole change of one host in a group.
  interface WorkOf {
    Stage.HostWork of(String stage, Change change);
  }

  List<Stage> start(Members members, Function<Change, List<GateSpec>> after) {
    var own = of(members).filter(Change::isFirst).toList();
    if (own.isEmpty()) {
      return List.of();
    }
    var started = own.stream().map(change -> steps.start(members.path(), change)).toList();
    var met =
        own.stream()
            .flatMap(change -> after.apply(change).stream())
            .collect(
                Collectors.toMap(GateSpec::path, Function.identity(), (a, b) -> a, TreeMap::new));
    return List.of(
        new Stage.Everywhere(members.path(), members.title(), started, List.copyOf(met.values())));
  }

  /// One host at a time, the leader of the quorum last.
  List<Stage> changeQuorum(Members members, Stage.QuorumRule rule, WorkOf work) {
    return change(members, Optional.of(rule), 1, work);
  }

  List<Stage> changeOneByOne(Members members, WorkOf work) {
    return change(members, Optional.empty(), 1, work);
  }

  /// As many hosts at a time as the site allows for workers.
  List<Stage> changeInBatches(Members members, WorkOf work) {
    return change(members, Optional.empty(), workerBatch, work);
  }

  private List<Stage> change(
      Members members, Optional<Stage.QuorumRule> rule, int batch, WorkOf work) {
    var own = of(members).filter(change -> !change.isFirst()).toList();
    if (own.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Stage.Group(
            members.path(),
            members.title(),
            members.component(),
            rule,
            batch,
            own.stream().map(change -> work.of(members.path(), change)).toList()));
  }

  private Stream<Change> of(Members members) {
    return changes.stream()
        .filter(change -> change.desired().component().equals(members.component()))
        .filter(change -> members.hosts().test(change.host()));
  }
}
