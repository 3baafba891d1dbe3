package io.holdfast.installer.preflight;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.PortUse;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.render.SystemUser;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SudoMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a site needs before the first host can be reached, for the people who open firewalls, keep
/// ports free, make logins and give out disks. It is made of what preflight asks for later.
///
/// `folders` maps a folder to the bytes an install or an upgrade needs there at most; folders on
/// one file system are to be added up. `certificates` are those that the company has to sign.
/// `mediaBytes` is the size of the bundle to be carried.
public record Requirements(
    List<Flow> flows,
    List<HostNeeds> hosts,
    List<HostPorts> ports,
    List<Login> logins,
    List<UserNeed> users,
    List<ProductNeed> products,
    SortedMap<String, Long> folders,
    List<Certificate> certificates,
    List<String> programs,
    String distribution,
    long memoryBytes,
    long clockMs,
    long mediaBytes) {

  /// A host and what it is for.
  public record HostNeeds(String name, String address, List<String> roles) {}

  /// The ports of a host that nothing else may listen on, those among them that only programs of
  /// the same host connect to; sorted by number.
  public record HostPorts(String host, List<FreePort> ports) {
    public HostPorts {
      ports = List.copyOf(ports);
    }
  }

  /// `protocol` is `tcp` or `udp`; `address` is where our program listens.
  public record FreePort(int port, String protocol, String address, String component) {
    private static FreePort of(PortUse use) {
      return new FreePort(use.port(), Flow.word(use), use.address(), use.component());
    }
  }

  /// A login on every host. `sudoers` is the line that lets it work, empty for root.
  public record Login(String user, String sudoers) {}

  /// A user that services run as, its group, the numbers they must have, and the hosts it is needed
  /// on. `given` means that it has to be there; otherwise Holdfast makes it.
  public record UserNeed(
      String user,
      String group,
      Optional<Integer> uid,
      Optional<Integer> gid,
      boolean given,
      List<String> hosts) {}

  /// A certificate of a TLS server for `names`, which are better with `addresses` than without.
  /// `request` is the command that writes the request for it.
  public record Certificate(
      String zone, List<String> names, List<String> addresses, String request) {}

  public static Requirements of(Site site, Manifest manifest, long mediaBytes) {
    return new Requirements(
        Flow.all(site, manifest),
        site.hosts().stream().map(Requirements::needs).toList(),
        site.hosts().stream().map(host -> ports(site, manifest, host)).toList(),
        List.of(new Login(site.access().user(), sudoers(site))),
        users(site),
        products(site),
        new TreeMap<>(HostChecks.neededBytes(site, manifest)),
        certificates(site),
        HostChecks.TOOLS,
        HostChecks.distributions(),
        HostChecks.GOOD_MEMORY,
        Preflight.BAD_OFFSET_MS,
        mediaBytes);
  }

  private static List<Certificate> certificates(Site site) {
    return site.network().outward().stream()
        .map(
            outward ->
                new Certificate(
                    "outward",
                    outward.names(),
                    site.loadBalancers().stream().map(Host::address).sorted().toList(),
                    "holdfast certs request outward --out DIR SITE"))
        .toList();
  }

  /// What preflight asks each host for.
  private static HostPorts ports(Site site, Manifest manifest, Host host) {
    return new HostPorts(
        host.name(),
        Renderer.ports(site, host, manifest.vendor()).stream().map(FreePort::of).toList());
  }

  private static HostNeeds needs(Host host) {
    return new HostNeeds(
        host.name(), host.address(), host.roles().stream().map(role -> role.word()).toList());
  }

  /// A product that has to stand on hosts already, the oldest version that will do, and the hosts.
  public record ProductNeed(String product, String version, List<String> hosts) {}

  private static List<ProductNeed> products(Site site) {
    var hosts =
        site.hosts().stream()
            .filter(host -> DockerChecks.concerns(site, host))
            .map(Host::name)
            .toList();
    return hosts.isEmpty()
        ? List.of()
        : List.of(new ProductNeed(Layout.DOCKER, DockerChecks.LEAST.line(), hosts));
  }

  private static List<UserNeed> users(Site site) {
    var hosts = new LinkedHashMap<SystemUser, List<String>>();
    for (var host : site.hosts()) {
      for (var user : Renderer.users(site, host).values()) {
        hosts.computeIfAbsent(user, _ -> new ArrayList<>()).add(host.name());
      }
    }
    return hosts.entrySet().stream().map(it -> need(it.getKey(), it.getValue())).toList();
  }

  private static UserNeed need(SystemUser user, List<String> hosts) {
    return new UserNeed(
        user.name(), user.group(), user.uid(), user.gid(), !user.create(), List.copyOf(hosts));
  }

  /// Everything runs as root through one shell, so no narrower line would hold anybody back.
  private static String sudoers(Site site) {
    var user = site.access().user();
    return Map.of(
            SudoMode.ROOT, "",
            SudoMode.NOPASSWD, user + " ALL=(root) NOPASSWD: ALL",
            SudoMode.PASSWORD, user + " ALL=(root) ALL")
        .getOrDefault(site.access().sudo(), "");
  }
}
