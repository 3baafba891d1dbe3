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
  private final String address;
  private final List<PortUse> uses = new ArrayList<>();

  private Ports(String address) {
    this.address = address;
  }

  static List<PortUse> of(Site site, io.holdfast.templates.site.Host host, VendorSettings vendor) {
    var ports = new Ports(host.address());
    ports.loopback(Layout.AGENT, Layout.AGENT_HEALTH_PORT, Layout.AGENT_REGISTRY_PORT);
    ports.loopback(Layout.CONSUL, Layout.CONSUL_HTTPS_PORT, Layout.CONSUL_DNS_PORT);
    ports.add(Layout.CONSUL_DNS_PORT, UDP, Layout.LOOPBACK, Layout.CONSUL, HOST);
    ports.between(Layout.CONSUL, Layout.CONSUL_GOSSIP_PORT);
    if (host.is(Role.SERVER)) {
      ports.add(Layout.CONSUL_SERVER_PORT, TCP, host.address(), Layout.CONSUL, CLUSTER);
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
      ports.add(site.network().httpPort(), TCP, "0.0.0.0", Layout.HAPROXY, ANYWHERE);
      ports.loopback(Layout.HAPROXY, site.network().statsPort());
    }
    ports.uses.sort(Comparator.comparingInt(PortUse::port).thenComparing(PortUse::protocol));
    return List.copyOf(ports.uses);
  }

  private void nomad(boolean server) {
    loopback(Layout.NOMAD, Layout.NOMAD_HTTPS_PORT);
    if (server) {
      add(Layout.NOMAD_SERVER_PORT, TCP, address, Layout.NOMAD, CLUSTER);
      between(Layout.NOMAD, Layout.NOMAD_GOSSIP_PORT);
    }
  }

  private void swarm(boolean manager) {
    if (manager) {
      add(Layout.SWARM_PORT, TCP, address, Layout.DOCKER, CLUSTER);
    }
    between(Layout.DOCKER, Layout.SWARM_GOSSIP_PORT);
    add(Layout.SWARM_OVERLAY_PORT, UDP, address, Layout.DOCKER, CLUSTER);
  }

  private void services(VendorSettings vendor) {
    for (var service : vendor.services()) {
      for (var instance = 0; instance < service.instancesPerWorker(); instance++) {
        add(service.hostPort() + instance, TCP, "0.0.0.0", service.name(), CLUSTER);
      }
    }
  }

  private void loopback(String component, int... numbers) {
    for (var number : numbers) {
      add(number, TCP, Layout.LOOPBACK, component, HOST);
    }
  }

  private void between(String component, int number) {
    add(number, TCP, address, component, CLUSTER);
    add(number, UDP, address, component, CLUSTER);
  }

  private void add(
      int number,
      PortUse.Protocol protocol,
      String at,
      String component,
      PortUse.ReachedFrom from) {
    uses.add(new PortUse(number, protocol, at, component, from));
  }
}
