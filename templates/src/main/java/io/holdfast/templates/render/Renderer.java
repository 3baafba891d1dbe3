package io.holdfast.templates.render;

import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Gives every generated file of a host. Equal models give equal files; nothing is read but
/// templates.
///
/// Components stand in the order in which they change on a host: the ports in its firewall where
/// the site wants them opened, agent, consul, docker, cni, nomad, haproxy. Each but the first needs
/// its version in the model. Secrets are placeholders (`SecretText`) named by [SecretNames].
public final class Renderer {
  private final AgentFiles agent;
  private final ConsulFiles consul;
  private final DockerFiles docker;
  private final FirewallFiles firewall;
  private final HaproxyFiles haproxy;
  private final NomadFiles nomad;

  public Renderer() {
    var engine = new TemplateEngine();
    agent = new AgentFiles(engine);
    consul = new ConsulFiles(engine);
    docker = new DockerFiles(engine);
    firewall = new FirewallFiles(engine);
    haproxy = new HaproxyFiles(engine);
    nomad = new NomadFiles(engine);
  }

  /// Everything generated for one host, by component.
  public List<ComponentFiles> files(HostModel model) {
    var all = new ArrayList<ComponentFiles>();
    if (model.site().network().firewall().applies()) {
      all.add(firewall.files(model));
    }
    for (var component : components(model.site(), model.host())) {
      all.add(files(model, component));
    }
    return List.copyOf(all);
  }

  /// The same for one component of the host.
  public ComponentFiles files(HostModel model, String component) {
    return switch (component) {
      case Layout.FIREWALL -> firewall.files(model);
      case Layout.AGENT -> agent.files(model);
      case Layout.CONSUL -> consul.files(model);
      case Layout.DOCKER -> docker.files(model);
      case Layout.CNI -> CniFiles.files();
      case Layout.NOMAD -> nomad.files(model);
      case Layout.HAPROXY -> haproxy.files(model);
      default -> throw new IllegalArgumentException("nothing is generated for " + component);
    };
  }

  /// The components that Holdfast runs on a host, in the order in which they change there.
  public static List<String> components(Site site, Host host) {
    var engine = site.engine();
    var names = new ArrayList<>(List.of(Layout.AGENT, Layout.CONSUL));
    if (runsContainers(engine, host) && !site.usesExistingDocker()) {
      names.add(Layout.DOCKER);
    }
    if (engine == Engine.NOMAD) {
      if (host.is(Role.WORKER)) {
        names.add(Layout.CNI);
      }
      if (runsEngine(host)) {
        names.add(Layout.NOMAD);
      }
    }
    if (host.is(Role.LB)) {
      names.add(Layout.HAPROXY);
    }
    return List.copyOf(names);
  }

  /// The users that services of a host run as, by component; root is not among them.
  public static SortedMap<String, SystemUser> users(Site site, Host host) {
    var users = new TreeMap<String, SystemUser>();
    users.put(Layout.CONSUL, SystemUser.ofConsul(site));
    if (site.engine() == Engine.NOMAD && host.is(Role.SERVER) && !host.is(Role.WORKER)) {
      users.put(Layout.NOMAD, SystemUser.ofNomad(site));
    }
    return users;
  }

  /// Every port the host's components listen on.
  public static List<PortUse> ports(Site site, Host host, VendorSettings vendor) {
    return Ports.of(site, host, vendor);
  }

  /// Swarm is in the container engine, so its managers run one too.
  private static boolean runsContainers(Engine engine, Host host) {
    return engine == Engine.SWARM ? runsEngine(host) : host.is(Role.WORKER);
  }

  static boolean runsEngine(Host host) {
    return host.is(Role.SERVER) || host.is(Role.WORKER);
  }
}
