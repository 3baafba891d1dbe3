package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.planner.ComponentStages.Members;
import io.holdfast.templates.render.Layout;
import java.util.List;

/// Our own agent on every host.
final class AgentStages {
  private final Topology topology;
  private final HostSteps steps;
  private final GateSpecs gates;
  private final ComponentStages components;

  AgentStages(PlanParts parts) {
    this.topology = parts.topology();
    this.steps = parts.steps();
    this.gates = parts.gates();
    this.components = parts.components();
  }

  List<Stage> start() {
    return components.start(
        new Members(
            "/first-start/agent", "Start the agent on every host", Layout.AGENT, topology::isAny),
        change -> List.of(gates.agentHealthy(change)));
  }

  List<Stage> change() {
    return components.changeInBatches(
        new Members("/agent", "Change the agent on every host", Layout.AGENT, topology::isAny),
        this::work);
  }

  private Stage.HostWork work(String stage, Change change) {
    return new Stage.HostWork(
        change.host(),
        List.of(),
        List.of(),
        List.of(steps.swap(stage, change)),
        List.of(gates.agentHealthy(change)),
        List.of(steps.undo(stage, change, List.of())),
        List.of(gates.agentHealthyBefore(change)));
  }
}
