package io.holdfast.templates.render;

import io.holdfast.templates.site.Role;
import java.util.List;
import java.util.Optional;

/// What the agent reads at its start from `/etc/holdfast/agent/agent.json`: the same record writes
/// it here and reads it there. It names files of secrets and holds none.
///
/// `tokenFile` is JSON with the key `consulToken`. With a `dockerSocket` the agent registers the
/// tasks that run behind it in Consul, those of `services`; an engine that does that itself leaves
/// it out.
public record AgentSettings(
    String schema,
    String site,
    String host,
    String address,
    List<Role> roles,
    String store,
    Listen health,
    Listen registry,
    Consul consul,
    Optional<String> dockerSocket,
    Optional<String> haproxySocket,
    List<Service> services) {
  public static final String SCHEMA = "holdfast/agent-settings/1";

  public AgentSettings {
    if (!SCHEMA.equals(schema)) {
      throw new IllegalArgumentException("not the settings of an agent of this release: " + schema);
    }
    roles = List.copyOf(roles);
    services = List.copyOf(services);
  }

  /// Where a server of the agent listens.
  public record Listen(String address, int port) {}

  /// The local Consul agent: mutual TLS and a token.
  public record Consul(
      String url, String caFile, String certificateFile, String keyFile, String tokenFile) {}

  /// A service of the vendor: its name in Consul, the first port on the host, where it tells its
  /// health.
  public record Service(String name, int hostPort, String healthPath) {}
}
