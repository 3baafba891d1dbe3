package io.holdfast.templates.render;

import static io.holdfast.templates.render.PortUse.Protocol.TCP;
import static io.holdfast.templates.render.PortUse.Protocol.UDP;
import static io.holdfast.templates.render.PortUse.ReachedFrom.ANYWHERE;
import static io.holdfast.templates.render.PortUse.ReachedFrom.CLUSTER;
import static io.holdfast.templates.render.PortUse.ReachedFrom.HOST;

import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The ports of one host, from the same model as its files. Sorted by number.
final class Ports {
  private static final List<Role> ALL = List.of(Role.values());
  private static final List<Role> SERVERS = List.of(Role.SERVER);

  /// Those that run the scheduler.
  private static final List<Role> ENGINE = List.of(Role.SERVER, Role.WORKER);

  private final String address;
  private final List<PortUse> uses = new ArrayList<>();

  private Ports(String address) {
    this.address = address;
  }

  static List<PortUse> of(Site site, io.holdfast.templates.site.Host host, VendorSettings vendor) {
    var ports = new Ports(host.address());
    ports.loopback(Layout.AGENT, Layout.AGENT_HEALTH_PORT, Layout.AGENT_REGISTRY_PORT);
    ports.loopback(Layout.CONSUL, Layout.CONSUL_HTTPS_PORT, Layout.CONSUL_DNS_PORT);
    ports.add(Layout.CONSUL_DNS_PORT, UDP, Layout.LOOPBACK, Layout.CONSUL, HOST, List.of());
    ports.gossip(Layout.CONSUL, Layout.CONSUL_GOSSIP_PORT, ALL);
    if (host.is(Role.SERVER)) {
      ports.add(Layout.CONSUL_SERVER_PORT, TCP, host.address(), Layout.CONSUL, CLUSTER, ALL);
    }
    if (Renderer.runsEngine(host)) {
      switch (site.engine()) {
        case SWARM -> ports.swarm(host.is(Role.SERVER));
        case NOMAD -> ports.nomad(host.is(Role.SERVER));
      }
    }
    if (host.is(Role.WORKER)) {
      ports.services(vendor);
    }
    if (host.is(Role.LB)) {
      ports.add(site.network().httpPort(), TCP, "0.0.0.0", Layout.HAPROXY, ANYWHERE, List.of());
      site.network()
          .outward()
          .ifPresent(
              outward ->
                  ports.add(
                      outward.httpsPort(), TCP, "0.0.0.0", Layout.HAPROXY, ANYWHERE, List.of()));
      ports.loopback(Layout.HAPROXY, site.network().statsPort());
    }
    ports.uses.sort(Comparator.comparingInt(PortUse::port).thenComparing(PortUse::protocol));
    return List.copyOf(ports.uses);
  }

  private void nomad(boolean server) {
    loopback(Layout.NOMAD, Layout.NOMAD_HTTPS_PORT);
    if (server) {
      add(Layout.NOMAD_SERVER_PORT, TCP, address, Layout.NOMAD, CLUSTER, ENGINE);
      gossip(Layout.NOMAD, Layout.NOMAD_GOSSIP_PORT, SERVERS);
    }
  }

  private void swarm(boolean manager) {
    if (manager) {
      add(Layout.SWARM_PORT, TCP, address, Layout.DOCKER, CLUSTER, ENGINE);
    }
    gossip(Layout.DOCKER, Layout.SWARM_GOSSIP_PORT, ENGINE);
    add(Layout.SWARM_OVERLAY_PORT, UDP, address, Layout.DOCKER, CLUSTER, ENGINE);
  }

  /// Load balancers connect to them, and nobody else by Holdfast's doing.
  private void services(VendorSettings vendor) {
    for (var service : vendor.services()) {
      for (var instance = 0; instance < service.instancesPerWorker(); instance++) {
        var port = service.hostPort() + instance;
        add(port, TCP, "0.0.0.0", service.name(), CLUSTER, List.of(Role.LB));
      }
    }
  }

  private void loopback(String component, int... numbers) {
    for (var number : numbers) {
      add(number, TCP, Layout.LOOPBACK, component, HOST, List.of());
    }
  }

  private void gossip(String component, int number, List<Role> members) {
    add(number, TCP, address, component, CLUSTER, members);
    add(number, UDP, address, component, CLUSTER, members);
  }

  private void add(
      int number,
      PortUse.Protocol protocol,
      String at,
      String component,
      PortUse.ReachedFrom from,
      List<Role> connectedBy) {
    uses.add(new PortUse(number, protocol, at, component, from, connectedBy));
  }
}
