package io.holdfast.lab.host;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;

/// A shape on a network of this machine: everything else about a lab follows from these two. It is
/// the first thing written at `up` and the last thing removed at `down`.
record LabPlan(LabShape shape, int network) {
  private static final int JUMP = 5;
  private static final int FIRST_SERVER = 11;
  private static final int FIRST_WORKER = 31;

  @JsonIgnore
  String bridge() {
    return "hfl" + network;
  }

  /// The name of a host's container, short enough for its network device.
  @JsonIgnore
  String machine(LabHost host) {
    return bridge() + "-" + host.name();
  }

  @JsonIgnore
  String address(int last) {
    return "10.213." + network + "." + last;
  }

  @JsonIgnore
  String adminAddress() {
    return address(1);
  }

  @JsonIgnore
  LabHost jump() {
    return new LabHost("j1", LabHost.Kind.JUMP, address(JUMP), true);
  }

  /// All hosts in a stable order: the jump host, servers, workers. The second worker forwards
  /// nothing.
  @JsonIgnore
  List<LabHost> hosts() {
    var hosts = new ArrayList<LabHost>();
    hosts.add(jump());
    for (int i = 0; i < shape.servers(); i++) {
      hosts.add(new LabHost("s" + (i + 1), LabHost.Kind.SERVER, address(FIRST_SERVER + i), true));
    }
    for (int i = 0; i < shape.workers(); i++) {
      hosts.add(new LabHost("w" + (i + 1), LabHost.Kind.WORKER, address(FIRST_WORKER + i), i != 1));
    }
    return List.copyOf(hosts);
  }
}
