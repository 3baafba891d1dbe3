package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.raft.RaftGates;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The changes made through Nomad's API, by the names that plans use.
public final class NomadOperations {
  private NomadOperations() {}

  public static Map<String, Operation> all() {
    var all = new TreeMap<>(RaftGates.operationsOf(NomadApi.RAFT));
    all.put("nomad.bootstrap-acl", new BootstrapAcl());
    all.put("nomad.note-work", new NoteWork());
    all.put("nomad.close-worker", new CloseWorker());
    all.put("nomad.open-worker", new OpenWorker());
    all.put("nomad.exclude-worker", new ExcludeWorker());
    all.put("nomad.forget-node", new ForgetNode());
    all.put("nomad.deploy-service", new DeployService());
    all.put("nomad.deploy-job", new DeployJob());
    return Collections.unmodifiableSortedMap(all);
  }
}
