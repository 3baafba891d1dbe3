package io.holdfast.templates.render;

import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import java.util.List;
import java.util.Map;

/// A port that a component listens on at an address of the host: what preflight looks for and a
/// firewall must let through. `reachedFrom` says who connects to it, `connectedBy` which roles the
/// hosts have that do; none where no other host of the cluster does.
public record PortUse(
    int port,
    Protocol protocol,
    String address,
    String component,
    ReachedFrom reachedFrom,
    List<Role> connectedBy) {
  private static final Map<Integer, String> PURPOSES =
      Map.of(
          Layout.CONSUL_SERVER_PORT, "discovery: requests to its servers, and their votes",
          Layout.CONSUL_GOSSIP_PORT, "discovery: who is there",
          Layout.NOMAD_SERVER_PORT, "scheduler: requests to its servers, and their votes",
          Layout.NOMAD_GOSSIP_PORT, "scheduler: who is there",
          Layout.SWARM_PORT, "container engine: requests to its managers, and their votes",
          Layout.SWARM_GOSSIP_PORT, "container engine: who is there",
          Layout.SWARM_OVERLAY_PORT, "container engine: networks between containers");

  public PortUse {
    connectedBy = List.copyOf(connectedBy);
    if (connectedBy.isEmpty() == (reachedFrom == ReachedFrom.CLUSTER)) {
      throw new IllegalArgumentException("hosts connect to a port of the cluster and to no other");
    }
  }

  /// Whether a program on another host connects to it.
  public boolean isConnectedBy(Host other) {
    return connectedBy.stream().anyMatch(other::is);
  }

  /// What others connect to it for, in a few words for people.
  public String why() {
    return reachedFrom == ReachedFrom.ANYWHERE
        ? "requests to the services"
        : PURPOSES.getOrDefault(port, "requests to " + component + ", from the load balancers");
  }

  /// The transport.
  public enum Protocol {
    TCP,
    UDP
  }

  /// Who connects to a port.
  public enum ReachedFrom {
    /// Only programs on the same host.
    HOST,
    /// The other hosts of the cluster.
    CLUSTER,
    /// Users.
    ANYWHERE
  }
}
