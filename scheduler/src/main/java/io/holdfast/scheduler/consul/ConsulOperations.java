package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.raft.RaftGates;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The changes made through Consul's API, by the names that plans use.
public final class ConsulOperations {
  private ConsulOperations() {}

  public static Map<String, Operation> all() {
    var all = new TreeMap<>(RaftGates.operationsOf(ConsulApi.RAFT));
    all.put("consul.bootstrap-acl", new BootstrapAcl());
    all.put("consul.workload-identity", new WorkloadIdentity());
    all.put("consul.forget-node", new ForgetNode());
    all.put("consul.begin-maintenance", new NoteMaintenance(true));
    all.put("consul.end-maintenance", new NoteMaintenance(false));
    return Collections.unmodifiableSortedMap(all);
  }
}
