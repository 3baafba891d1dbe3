package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Operation;
import java.util.Map;

/// The changes made through Docker's API, by the names that plans use.
public final class SwarmOperations {
  private SwarmOperations() {}

  public static Map<String, Operation> all() {
    return Map.of(
        "swarm.init", new Init(),
        "swarm.join", new Join(),
        "swarm.availability", new Availability(),
        "swarm.drain-worker", new DrainWorker(),
        "swarm.exclude-worker", new ExcludeWorker(),
        "swarm.leave-and-rejoin", new LeaveAndRejoin(),
        "swarm.forget-member", new ForgetMember(),
        "swarm.leave", new Leave(),
        "swarm.deploy-service", new DeployService());
  }
}
