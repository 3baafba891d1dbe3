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
    return outOfTraffic(stage, voter(stage, change, member, asides, afterUndo));
  }

  /// The same with its host left in traffic.
  Stage.HostWork voter(
      String stage,
      Change change,
      QuorumGateSpecs member,
      List<Action.SetAside> asides,
      List<Step> afterUndo) {
    var undo = steps.undo(stage, change, asides);
    return new Stage.HostWork(
        change.host(),
        List.of(member.before(change.host())),
        List.of(member.orDown(change.host())),
        Stream.concat(
                HostSteps.handOver(gates.site(), member.product(), stage, change.host()).stream(),
                Stream.of(steps.swap(stage, change)))
            .toList(),
        List.of(member.after(change), gates.soak(change)),
        Stream.concat(Stream.of(undo), afterUndo.stream()).toList(),
        List.of(member.back(change)));
  }

  /// `after` must be met by the changed component, `back` by the old one after an undo.
  Stage.HostWork worker(String stage, Change change, List<GateSpec> after, List<GateSpec> back) {
    return outOfTraffic(stage, plain(stage, change, List.of(), after, back));
  }

  /// Any change with its host out of traffic meanwhile, where it serves.
  Stage.HostWork outOfTraffic(String stage, Stage.HostWork work) {
    return traffic.around(stage, work);
  }

  /// The same change with more to be met after it, and after its undo.
  Stage.HostWork meeting(Stage.HostWork work, List<GateSpec> after, List<GateSpec> undone) {
    return new Stage.HostWork(
        work.host(),
        work.before(),
        work.again(),
        work.steps(),
        Stream.concat(work.after().stream(), after.stream()).toList(),
        work.undo(),
        Stream.concat(work.undone().stream(), undone.stream()).toList());
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
