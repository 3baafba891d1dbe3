package io.holdfast.scheduler.service;

import io.holdfast.scheduler.gate.Gate;
import java.util.Map;

/// The gates that ask a host about its own processes, by the names that plans use.
public final class HostGates {
  private HostGates() {}

  public static Map<String, Gate> all() {
    return Map.of("agent.healthy", new AgentHealthy(), "unit.steady", new UnitSteady());
  }
}
