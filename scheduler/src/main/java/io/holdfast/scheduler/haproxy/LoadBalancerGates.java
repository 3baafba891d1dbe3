package io.holdfast.scheduler.haproxy;

import io.holdfast.scheduler.gate.Gate;
import java.util.Map;

/// The gates that ask HAProxy, by the names that plans use.
public final class LoadBalancerGates {
  private LoadBalancerGates() {}

  public static Map<String, Gate> all() {
    return Map.of(
        "lb.backends-up", new BackendsUp(),
        "lb.others-serve-or-down", new OthersServeOrDown(),
        "lb.host-back", new HostBack(),
        "lb.drained", new Drained(),
        "lb.serving", new Serving());
  }
}
