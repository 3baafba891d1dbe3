package io.holdfast.templates.site;

import io.holdfast.templates.yaml.Default;
import java.util.List;
import java.util.Optional;

/// One customer's installation, which is one cluster: `site.yaml` as a record.
///
/// [SiteReader] makes it from the file and checks that it makes sense as a whole. Hosts keep the
/// order of the file.
public record Site(
    String site,
    @Default("{}") Contact contact,
    @Default("swarm") Engine engine,
    Access access,
    VaultKey vault,
    List<Host> hosts,
    @Default("{}") Network network,
    @Default("{}") Places places,
    @Default("{}") UpgradeRules upgrade,
    Optional<ServiceUsers> users,
    Optional<Existing> existing) {
  public Site {
    hosts = List.copyOf(hosts);
  }

  /// The same site on other hosts.
  public Site withHosts(List<Host> others) {
    return new Site(
        site, contact, engine, access, vault, others, network, places, upgrade, users, existing);
  }

  public List<Host> hosts(Role role) {
    return hosts.stream().filter(host -> host.is(role)).toList();
  }

  public List<Host> servers() {
    return hosts(Role.SERVER);
  }

  public List<Host> workers() {
    return hosts(Role.WORKER);
  }

  public List<Host> loadBalancers() {
    return hosts(Role.LB);
  }

  /// Whether the Docker of its workers is the company's own, to be used as it stands.
  public boolean usesExistingDocker() {
    return existing.filter(it -> it.docker() == Existing.Treatment.USE).isPresent();
  }

  public Optional<Host> host(String name) {
    return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
  }
}
