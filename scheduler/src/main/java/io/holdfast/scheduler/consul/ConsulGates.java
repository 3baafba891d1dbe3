package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.raft.RaftGates;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The gates that ask Consul, by the names that plans use.
public final class ConsulGates {
  private ConsulGates() {}

  public static Map<String, Gate> all() {
    var all = new TreeMap<>(RaftGates.of(ConsulApi.RAFT));
    all.put("consul.client-alive", new ClientAlive());
    all.put("consul.seen-gone", new SeenGoneGate());
    return Collections.unmodifiableSortedMap(all);
  }
}
