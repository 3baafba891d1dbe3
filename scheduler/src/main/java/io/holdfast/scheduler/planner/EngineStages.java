package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Stage;
import java.util.List;

/// The stages of the scheduler product: its servers and workers, and the services that run on it.
/// Load balancers change between the two.
interface EngineStages {

  /// First start and change of everything that belongs to the engine, in order.
  List<Stage> stages();

  /// The vendor's services.
  List<Stage> services();

  static EngineStages of(PlanInput input, PlanParts parts) {
    return switch (input.site().engine()) {
      case SWARM -> new SwarmStages(input, parts);
      case NOMAD -> new NomadStages(input, parts);
    };
  }
}
