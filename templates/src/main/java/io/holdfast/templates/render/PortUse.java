package io.holdfast.templates.render;

/// A port that a component listens on at an address of the host: what preflight looks for and a
/// firewall must let through. `reachedFrom` says who connects to it.
public record PortUse(
    int port, Protocol protocol, String address, String component, ReachedFrom reachedFrom) {
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
