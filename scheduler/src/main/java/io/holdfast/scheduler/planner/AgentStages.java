package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.planner.ComponentStages.Members;
import io.holdfast.templates.render.Layout;
import java.util.List;

/// Our own agent on every host.
record AgentStages(PlanParts parts) {

  List<Stage> start() {
    return parts
        .components()
        .start(
            new Members(
                "/first-start/agent",
                "Start the agent on every host",
                Layout.AGENT,
                parts.topology()::isAny),
            change -> List.of(parts.gates().agentHealthy(change)));
  }

  List<Stage> change() {
    return parts
        .components()
        .changeInBatches(
            new Members(
                "/agent", "Change the agent on every host", Layout.AGENT, parts.topology()::isAny),
            this::work);
  }

  private Stage.HostWork work(String stage, Change change) {
    var gates = parts.gates();
    return parts
        .works()
        .plain(
            stage,
            change,
            List.of(),
            List.of(gates.agentHealthy(change)),
            List.of(gates.agentHealthyBefore(change)));
  }
}
