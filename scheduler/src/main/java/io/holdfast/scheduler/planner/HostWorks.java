package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.stream.Stream;

/// The whole change of one host in a group: of a server whose vote counts, and of a host whose only
/// concern is traffic. Both are drained meanwhile where they serve.
record HostWorks(HostSteps steps, GateSpecs gates, TrafficWork traffic) {

  /// `asides` are set aside by the undo; `afterUndo` are steps that bring the old member back.
  Stage.HostWork server(
      String stage,
      Change change,
      QuorumGateSpecs member,
      List<Action.SetAside> asides,
      List<Step> afterUndo) {
    var undo = steps.undo(stage, change, asides);
    return traffic.around(
        stage,
        new Stage.HostWork(
            change.host(),
            List.of(member.before(change.host())),
            List.of(member.orDown(change.host())),
            List.of(steps.swap(stage, change)),
            List.of(member.after(change), gates.soak(change)),
            Stream.concat(Stream.of(undo), afterUndo.stream()).toList(),
            List.of(member.back(change))));
  }

  /// `after` must be met by the changed component, `back` by the old one after an undo.
  Stage.HostWork worker(String stage, Change change, List<GateSpec> after, List<GateSpec> back) {
    return traffic.around(stage, plain(stage, change, List.of(), after, back));
  }

  /// The same with steps of its own before and after the change, inside of the drain.
  Stage.HostWork worker(
      String stage,
      Change change,
      List<Step> first,
      List<Step> last,
      List<GateSpec> after,
      List<GateSpec> back) {
    return traffic.around(
        stage, between(plain(stage, change, List.of(), after, back), first, last));
  }

  /// A change between other steps. The last ones end an undo too.
  Stage.HostWork between(Stage.HostWork work, List<Step> first, List<Step> last) {
    return new Stage.HostWork(
        work.host(),
        work.before(),
        work.again(),
        Stream.of(first, work.steps(), last).flatMap(List::stream).toList(),
        work.after(),
        Stream.concat(work.undo().stream(), last.stream().map(HostSteps::again)).toList(),
        work.undone());
  }

  /// Without any quorum or traffic of its own.
  Stage.HostWork plain(
      String stage,
      Change change,
      List<GateSpec> before,
      List<GateSpec> after,
      List<GateSpec> back) {
    return new Stage.HostWork(
        change.host(),
        before,
        List.of(),
        List.of(steps.swap(stage, change)),
        after,
        List.of(steps.undo(stage, change, List.of())),
        back);
  }
}
