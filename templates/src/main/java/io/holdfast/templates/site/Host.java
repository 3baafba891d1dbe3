package io.holdfast.templates.site;

import io.holdfast.templates.yaml.Default;
import java.util.List;
import java.util.Optional;

/// One machine of the site: its name in the cluster, its address there, and what it does.
///
/// The zone is free text for a room, a rack or a power line; hosts without one stand in zone
/// `default`.
public record Host(
    String name, String address, @Default("[worker]") List<Role> roles, Optional<String> zone) {
  public Host {
    roles = roles.stream().distinct().sorted().toList();
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("a host needs at least one role");
    }
  }

  public boolean is(Role role) {
    return roles.contains(role);
  }
}
