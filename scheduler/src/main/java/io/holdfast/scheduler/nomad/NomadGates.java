package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.raft.RaftGates;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// The gates that ask Nomad, by the names that plans use.
public final class NomadGates {
  private NomadGates() {}

  public static Map<String, Gate> all() {
    var all = new TreeMap<>(RaftGates.of(NomadApi.RAFT));
    all.put("nomad.job-placed", new JobPlaced());
    all.put("nomad.keyring-ready", new KeyringReady());
    all.put("nomad.plugins-read", new PluginsRead());
    all.put("nomad.worker-ready", new WorkerReady());
    all.put("nomad.same-work", new SameWork());
    all.put("nomad.service-running", new ServiceRunning());
    return Collections.unmodifiableSortedMap(all);
  }
}
