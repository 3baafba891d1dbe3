package io.holdfast.templates.render;

import java.util.List;

/// One port of a host that its firewall must let through, and from whom: `from` is the role of the
/// hosts that connect to it, `admin` for Holdfast itself by its jump host, or `users`; no address
/// means anybody's.
public record FirewallRule(
    String from, List<String> addresses, PortUse.Protocol protocol, int port, String why) {
  static final String ADMIN = "admin";
  static final String USERS = "users";

  public FirewallRule {
    addresses = List.copyOf(addresses);
  }

  /// Whether anybody may connect.
  public boolean isForAnybody() {
    return addresses.isEmpty();
  }
}
