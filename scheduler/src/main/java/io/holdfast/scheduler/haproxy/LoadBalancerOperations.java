package io.holdfast.scheduler.haproxy;

import io.holdfast.scheduler.gate.Operation;
import java.util.Map;

/// The changes made through HAProxy's admin socket, by the names that plans use.
public final class LoadBalancerOperations {
  private LoadBalancerOperations() {}

  public static Map<String, Operation> all() {
    return Map.of("lb.drain", new DrainHost(), "lb.ready", new ReadyHost());
  }
}
