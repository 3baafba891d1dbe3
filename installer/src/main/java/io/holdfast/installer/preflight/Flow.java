package io.holdfast.installer.preflight;

import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.templates.render.HostFirewall;
import io.holdfast.templates.render.PortUse;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// A connection that a firewall must let through: who opens it, to which port of whom, and what
/// for.
///
/// `from` and `to` are names of hosts, `admin` for the machine that Holdfast is started on, or
/// `users` for whoever uses the services; their addresses are empty.
public record Flow(
    String from,
    String fromAddress,
    String to,
    String toAddress,
    String protocol,
    int port,
    String why) {
  private static final String ADMIN = "admin";
  private static final String USERS = "users";

  static final Comparator<Flow> ORDER =
      Comparator.comparing(Flow::from)
          .thenComparing(Flow::to)
          .thenComparingInt(Flow::port)
          .thenComparing(Flow::protocol);

  /// Every connection of a site, sorted.
  static List<Flow> all(Site site, Manifest manifest) {
    var flows = new ArrayList<Flow>();
    flows.addAll(access(site));
    for (var to : site.hosts()) {
      site.hosts().stream()
          .filter(from -> !from.equals(to))
          .forEach(from -> flows.addAll(between(site, manifest, from, to)));
      flows.addAll(users(site, manifest, to));
    }
    return flows.stream().sorted(ORDER).toList();
  }

  /// What one host of the site opens to another one: preflight tries exactly these.
  static List<Flow> between(Site site, Manifest manifest, Host from, Host to) {
    return uses(site, manifest, from, to).stream()
        .map(
            use ->
                new Flow(
                    from.name(),
                    from.address(),
                    to.name(),
                    to.address(),
                    word(use),
                    use.port(),
                    use.why()))
        .toList();
  }

  /// The ports of a host that another one connects to, by what the two are for.
  static List<PortUse> uses(Site site, Manifest manifest, Host from, Host to) {
    return uses(site, manifest, to).stream().filter(use -> use.isConnectedBy(from)).toList();
  }

  /// The ports of a host that others connect to.
  static List<PortUse> uses(Site site, Manifest manifest, Host host) {
    return Renderer.ports(site, host, manifest.vendor()).stream()
        .filter(use -> use.reachedFrom() != PortUse.ReachedFrom.HOST)
        .toList();
  }

  static String word(PortUse use) {
    return use.protocol().name().toLowerCase(Locale.ROOT);
  }

  /// For people, such as `tcp 10.0.0.11:8300`.
  String target() {
    return protocol + ":" + toAddress + ":" + port;
  }

  private static List<Flow> access(Site site) {
    var access = site.access();
    var flows = new ArrayList<Flow>();
    var from = ADMIN;
    if (access.jump().isPresent()) {
      var jump = access.jump().get();
      flows.add(
          new Flow(ADMIN, "", "jump", jump.address(), "tcp", jump.port(), HostFirewall.ACCESS));
      from = "jump";
    }
    for (var host : site.hosts()) {
      flows.add(
          new Flow(
              from,
              access.jump().map(jump -> jump.address()).orElse(""),
              host.name(),
              host.address(),
              "tcp",
              access.port(),
              HostFirewall.ACCESS));
    }
    return flows;
  }

  private static List<Flow> users(Site site, Manifest manifest, Host host) {
    return uses(site, manifest, host).stream()
        .filter(use -> use.reachedFrom() == PortUse.ReachedFrom.ANYWHERE)
        .map(
            use ->
                new Flow(USERS, "", host.name(), host.address(), word(use), use.port(), use.why()))
        .toList();
  }
}
