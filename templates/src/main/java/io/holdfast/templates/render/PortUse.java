package io.holdfast.templates.render;

import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import java.util.List;

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
