package io.holdfast.scheduler.service;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.plan.GateSpec;
import java.util.Map;
import java.util.TreeMap;

/// The gates that ask a host about itself and its own processes, by the names that plans use.
public final class HostGates {
  private static final String ANSWERS = "host.answers";

  /// As long as a reboot may take.
  private static final long PATIENCE_MS = 60_000;

  private static final long POLL_MS = 2_000;

  private HostGates() {}

  public static Map<String, Gate> all() {
    return Map.of(
        "agent.healthy",
        new AgentHealthy(),
        ANSWERS,
        new Answers(),
        "unit.steady",
        new UnitSteady());
  }

  /// That a host answers at all; a run asks it of a worker that it could go on without.
  public static GateSpec answers(String host) {
    return new GateSpec(
        ANSWERS + "@" + host,
        ANSWERS,
        new TreeMap<>(Map.of("host", host)),
        0,
        PATIENCE_MS,
        POLL_MS);
  }
}
