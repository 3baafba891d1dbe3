package io.holdfast.templates.render;

import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.vendor.VendorSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the firewall of one host must let through, from the same ports as the matrix of `holdfast
/// requirements`: first Holdfast's own way in where it is known from whom, then by role of those
/// who connect, then users; within that by port.
///
/// There are accepts only. Whatever they are loaded into, nothing that was open is closed by them.
public record HostFirewall(Site site, Host host, List<FirewallRule> rules) {
  /// What the way in of Holdfast is for.
  public static final String ACCESS = "Holdfast itself: installation, upgrades, questions";

  public HostFirewall {
    rules = List.copyOf(rules);
  }

  public static HostFirewall of(Site site, Host host, VendorSettings vendor) {
    var uses =
        Ports.of(site, host, vendor).stream()
            .filter(use -> use.reachedFrom() != PortUse.ReachedFrom.HOST)
            .toList();
    var rules = new ArrayList<FirewallRule>();
    access(site).ifPresent(rules::add);
    for (var role : Role.values()) {
      var others = others(site, host, role);
      if (!others.isEmpty()) {
        uses.stream()
            .filter(use -> use.connectedBy().contains(role))
            .forEach(use -> rules.add(rule(role.word(), others, use)));
      }
    }
    uses.stream()
        .filter(use -> use.reachedFrom() == PortUse.ReachedFrom.ANYWHERE)
        .forEach(use -> rules.add(rule(FirewallRule.USERS, List.of(), use)));
    return new HostFirewall(site, host, rules);
  }

  /// Only from a source that is known: an accept from anywhere would void a rule of the customer's
  /// that lets ssh in from some addresses only. The address of the machine that Holdfast is started
  /// on is not known, and neither is that of a jump host that is named and not numbered.
  private static Optional<FirewallRule> access(Site site) {
    return site.access()
        .jump()
        .map(jump -> jump.address())
        .filter(SiteReader::isIpv4)
        .map(
            address ->
                new FirewallRule(
                    FirewallRule.ADMIN,
                    List.of(address),
                    PortUse.Protocol.TCP,
                    site.access().port(),
                    ACCESS));
  }

  /// What whoever loads these rules has to know of the way in by ssh; nothing where it is opened.
  List<String> unopened() {
    return sources().contains(FirewallRule.ADMIN)
        ? List.of()
        : List.of(
            "Ssh (tcp "
                + site.access().port()
                + "), the way in of the administrators and of"
                + " Holdfast, is NOT among them:",
            "from which addresses they come is not in the site file. Let it in from those"
                + " yourself.");
  }

  private static List<String> others(Site site, Host host, Role role) {
    return site.hosts(role).stream()
        .filter(other -> !other.equals(host))
        .map(Host::address)
        .toList();
  }

  private static FirewallRule rule(String from, List<String> addresses, PortUse use) {
    return new FirewallRule(from, addresses, use.protocol(), use.port(), use.why());
  }

  /// Those who connect, in the order of the rules.
  List<String> sources() {
    return rules.stream().map(FirewallRule::from).distinct().toList();
  }

  List<FirewallRule> from(String source) {
    return rules.stream().filter(rule -> rule.from().equals(source)).toList();
  }

  /// The addresses of those who connect; none means anybody's.
  List<String> addresses(String source) {
    return from(source).getFirst().addresses();
  }

  /// For people, such as `s1 (10.0.0.11: server, worker)`.
  String title() {
    var roles = host.roles().stream().map(Role::word).toList();
    return host.name() + " (" + host.address() + ": " + String.join(", ", roles) + ")";
  }
}
