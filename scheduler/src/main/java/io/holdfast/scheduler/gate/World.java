package io.holdfast.scheduler.gate;

import io.holdfast.scheduler.port.ApiTransport;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.scheduler.port.HostGateway;
import io.holdfast.scheduler.port.SecretSource;
import io.holdfast.templates.site.Site;
import java.util.Map;

/// What gates and operations may use: the site, the ports, and the parameters of their own
/// specification.
public record World(
    Site site,
    ApiTransport api,
    HostGateway hosts,
    Clock clock,
    SecretSource secrets,
    Map<String, String> parameters) {
  public World {
    parameters = Map.copyOf(parameters);
  }
}
