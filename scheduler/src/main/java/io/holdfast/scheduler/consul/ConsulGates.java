package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Gate;
import java.util.Map;

/// The gates that ask Consul, by the names that plans use.
public final class ConsulGates {
  private ConsulGates() {}

  public static Map<String, Gate> all() {
    return Map.of(
        "consul.quorum-before", new QuorumBefore(),
        "consul.quorum-or-down", new QuorumOrDown(),
        "consul.member-after", new MemberAfter(),
        "consul.formed", new Formed(),
        "consul.client-alive", new ClientAlive(),
        "consul.durable-counts", new DurableCounts());
  }
}
