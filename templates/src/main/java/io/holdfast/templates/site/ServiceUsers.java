package io.holdfast.templates.site;

import java.util.Optional;

/// Whom the products run as where the company gives them users of its own; what is left out runs as
/// Holdfast's own user, `holdfast-consul` or `holdfast-nomad`. A Nomad that starts containers runs
/// as root whatever stands here, and so do Docker and the agent.
public record ServiceUsers(Optional<ServiceUser> consul, Optional<ServiceUser> nomad) {
  /// Whom Consul runs as where the site says nothing else.
  public static final String OWN_CONSUL = "holdfast-consul";

  /// The same of a Nomad that is only a server.
  public static final String OWN_NOMAD = "holdfast-nomad";
}
