package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Operation;
import java.util.Map;

/// The changes made through Consul's API, by the names that plans use.
public final class ConsulOperations {
  private ConsulOperations() {}

  public static Map<String, Operation> all() {
    return Map.of(
        "consul.bootstrap-acl", new BootstrapAcl(), "consul.transfer-leader", new TransferLeader());
  }
}
