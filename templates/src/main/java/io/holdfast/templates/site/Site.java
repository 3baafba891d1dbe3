package io.holdfast.templates.site;

import io.holdfast.templates.yaml.Default;
import java.util.List;
import java.util.Optional;

/// One customer's installation, which is one cluster: `site.yaml` as a record.
///
/// [SiteReader] makes it from the file and checks that it makes sense as a whole. Hosts keep the
/// order of the file. `approvals` is how many of the `approvers` have to sign a plan before it may
/// be carried out.
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
    Optional<Existing> existing,
    Optional<Integer> approvals,
    Optional<List<Approver>> approvers) {
  public Site {
    hosts = List.copyOf(hosts);
    approvers = approvers.map(List::copyOf);
  }

  /// The same site on other hosts.
  public Site withHosts(List<Host> others) {
    return new Site(
        site, contact, engine, access, vault, others, network, places, upgrade, users, existing,
        approvals, approvers);
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

  /// Whether nobody else could take its work, or serve while it does not.
  public boolean isOnlyWorker(String host) {
    return workers().stream().map(Host::name).toList().equals(List.of(host));
  }

  public List<Host> loadBalancers() {
    return hosts(Role.LB);
  }

  /// How many approvers have to sign a plan; 0 where nobody has to.
  public int approvalsNeeded() {
    return approvals.orElse(0);
  }

  /// Whether the Docker of its workers is the company's own, to be used as it stands.
  public boolean usesExistingDocker() {
    return existing.filter(it -> it.docker() == Existing.Treatment.USE).isPresent();
  }

  public Optional<Host> host(String name) {
    return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
  }
}
