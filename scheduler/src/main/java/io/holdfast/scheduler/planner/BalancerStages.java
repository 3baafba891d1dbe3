package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.planner.ComponentStages.Members;
import java.util.List;

/// The load balancers; never both of a pair.
final class BalancerStages {
  private static final String COMPONENT = "haproxy";

  private final Topology topology;
  private final HostSteps steps;
  private final GateSpecs gates;
  private final ComponentStages components;

  BalancerStages(PlanParts parts) {
    this.topology = parts.topology();
    this.steps = parts.steps();
    this.gates = parts.gates();
    this.components = parts.components();
  }

  List<Stage> start() {
    return components.start(
        new Members(
            "/first-start/load-balancers",
            "Start the load balancers",
            COMPONENT,
            topology::isBalancer),
        change -> List.of(gates.started(change)));
  }

  List<Stage> change() {
    return components.changeOneByOne(
        new Members(
            "/load-balancers",
            "Change the load balancers, never both of a pair",
            COMPONENT,
            topology::isBalancer),
        this::work);
  }

  private Stage.HostWork work(String stage, Change change) {
    var host = change.host();
    return new Stage.HostWork(
        host,
        topology.otherBalancers(host).stream().map(gates::balancerServes).toList(),
        List.of(),
        List.of(steps.swap(stage, change)),
        List.of(gates.balancerServes(host), gates.everyBackendUp()),
        List.of(steps.undo(stage, change, List.of())),
        List.of(gates.balancerServes(host)));
  }
}
