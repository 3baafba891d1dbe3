package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The change of one host that may answer requests: where it does, its backends leave every load
/// balancer before the change and come back after it, and so they do when the change is taken back.
final class TrafficWork {
  private final Topology topology;
  private final GateSpecs gates;

  TrafficWork(Topology topology, GateSpecs gates) {
    this.topology = topology;
    this.gates = gates;
  }

  /// The same change with its host out of traffic meanwhile, where it serves.
  Stage.HostWork around(String stage, Stage.HostWork work) {
    var host = work.host();
    if (!topology.isServing(host)) {
      return work;
    }
    return new Stage.HostWork(
        host,
        with(work.before(), gates.othersServe(host)),
        with(work.again(), again(host)),
        steps(stage, work),
        with(work.after(), List.of(gates.hostBack(host))),
        Stream.concat(work.undo().stream(), Stream.of(ready(stage, host, "ready-again"))).toList(),
        with(work.undone(), List.of(gates.hostBack(host))));
  }

  private List<Step> steps(String stage, Stage.HostWork work) {
    var all = new ArrayList<Step>();
    all.add(drain(stage, work.host()));
    all.addAll(work.steps());
    all.add(ready(stage, work.host(), "ready"));
    return all;
  }

  /// Disturbs: whoever stops after it leaves a host that serves nobody.
  private Step drain(String stage, String host) {
    return HostSteps.operate(
        stage,
        host,
        "drain",
        "lb.drain",
        "take its backends out of every load balancer",
        true,
        Map.of("host", host, "deadlineMs", Long.toString(gates.drainMs())));
  }

  private static Step ready(String stage, String host, String name) {
    return HostSteps.operate(
        stage,
        host,
        name,
        "lb.ready",
        "give its backends back to every load balancer",
        false,
        Map.of("host", host));
  }

  private List<GateSpec> again(String host) {
    return with(gates.othersServeOrDown(host), List.of(gates.drained(host)));
  }

  private static List<GateSpec> with(List<GateSpec> gates, List<GateSpec> more) {
    return Stream.concat(gates.stream(), more.stream()).toList();
  }
}
