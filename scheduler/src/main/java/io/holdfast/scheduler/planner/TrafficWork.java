package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The change of one host that may answer requests: where it does, its backends leave every load
/// balancer before the change and come back after it, and so they do when the change is taken back.
final class TrafficWork {
  private final Topology topology;
  private final HostSteps steps;
  private final GateSpecs gates;

  TrafficWork(Topology topology, HostSteps steps, GateSpecs gates) {
    this.topology = topology;
    this.steps = steps;
    this.gates = gates;
  }

  /// `after` are the component's own gates after the change, `back` those after taking it back.
  Stage.HostWork of(String stage, Change change, List<GateSpec> after, List<GateSpec> back) {
    var swap = steps.swap(stage, change);
    var undo = steps.undo(stage, change, List.of());
    var host = change.host();
    if (!topology.isServing(host)) {
      return new Stage.HostWork(host, List.of(), List.of(swap), after, List.of(undo), back);
    }
    return new Stage.HostWork(
        host,
        List.of(gates.othersServe(host)),
        List.of(drain(stage, host), swap, ready(stage, host, "ready")),
        with(after, gates.hostBack(host)),
        List.of(undo, ready(stage, host, "ready-again")),
        with(back, gates.hostBack(host)));
  }

  private Step drain(String stage, String host) {
    return HostSteps.operate(
        stage,
        host,
        "drain",
        "lb.drain",
        "take its backends out of every load balancer",
        false,
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

  private static List<GateSpec> with(List<GateSpec> gates, GateSpec more) {
    return Stream.concat(gates.stream(), Stream.of(more)).toList();
  }
}
