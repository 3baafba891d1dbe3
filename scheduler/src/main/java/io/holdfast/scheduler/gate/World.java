package io.holdfast.scheduler.gate;

import io.holdfast.scheduler.port.ApiFiles;
import io.holdfast.scheduler.port.ApiTransport;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.scheduler.port.HostGateway;
import io.holdfast.scheduler.port.SecretSource;
import io.holdfast.templates.site.Site;
import java.util.Collection;
import java.util.Map;

/// What gates and operations may use: the site, the ports, the parameters of their own
/// specification, and what the same gate noted at earlier looks. `files` are those of one run; who
/// has no run has none.
public record World(
    Site site,
    ApiTransport api,
    HostGateway hosts,
    Clock clock,
    SecretSource secrets,
    Map<String, String> parameters,
    Memory memory,
    ApiFiles files) {
  public World {
    parameters = Map.copyOf(parameters);
  }

  /// Without files.
  public World(
      Site site,
      ApiTransport api,
      HostGateway hosts,
      Clock clock,
      SecretSource secrets,
      Map<String, String> parameters,
      Memory memory) {
    this(site, api, hosts, clock, secrets, parameters, memory, ApiFiles.none());
  }

  /// A first look: nothing was noted yet.
  public World(
      Site site,
      ApiTransport api,
      HostGateway hosts,
      Clock clock,
      SecretSource secrets,
      Map<String, String> parameters) {
    this(site, api, hosts, clock, secrets, parameters, new Memory());
  }

  /// A first look by another specification: what one noted is nothing to the next.
  public World withParameters(Map<String, String> others) {
    return new World(site, api, hosts, clock, secrets, others, new Memory(), files);
  }

  /// A look at some of the hosts, as if the site had no others.
  public World withServers(Collection<String> names) {
    var some = site.hosts().stream().filter(host -> names.contains(host.name())).toList();
    return new World(site.withHosts(some), api, hosts, clock, secrets, parameters, memory, files);
  }

  public World withFiles(ApiFiles others) {
    return new World(site, api, hosts, clock, secrets, parameters, memory, others);
  }
}
