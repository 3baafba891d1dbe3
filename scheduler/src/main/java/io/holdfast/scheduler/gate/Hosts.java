package io.holdfast.scheduler.gate;

import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The site's hosts as gates need them: by role, by name and by address, in the order of the site
/// file.
public record Hosts(List<Host> all) {
  public Hosts {
    all = List.copyOf(all);
  }

  public static Hosts of(Site site) {
    return new Hosts(site.hosts());
  }

  public static Hosts of(World world) {
    return of(world.site());
  }

  public List<String> servers() {
    return with(Role.SERVER);
  }

  public List<String> workers() {
    return with(Role.WORKER);
  }

  public List<String> loadBalancers() {
    return with(Role.LB);
  }

  public boolean isWorker(String name) {
    return workers().contains(name);
  }

  public boolean isServer(String name) {
    return servers().contains(name);
  }

  public String address(String name) {
    return all.stream()
        .filter(host -> host.name().equals(name))
        .map(Host::address)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the site has no host " + name));
  }

  /// The host at an address with or without a port.
  public Optional<String> at(String addressAndPort) {
    var colon = addressAndPort.lastIndexOf(':');
    var address = colon < 0 ? addressAndPort : addressAndPort.substring(0, colon);
    return all.stream().filter(host -> host.address().equals(address)).map(Host::name).findFirst();
  }

  /// The name of the host at an address, or the address itself when it is none of ours.
  public String nameAt(String addressAndPort) {
    return at(addressAndPort).orElse(addressAndPort);
  }

  /// The addresses of the planned servers with a port, sorted.
  public SortedSet<String> serverAddresses(int port) {
    var addresses = new TreeSet<String>();
    servers().forEach(name -> addresses.add(address(name) + ":" + port));
    return addresses;
  }

  private List<String> with(Role role) {
    return all.stream().filter(host -> host.roles().contains(role)).map(Host::name).toList();
  }
}
