package io.holdfast.installer.vault;

import io.holdfast.installer.pki.CertificateChain;
import io.holdfast.templates.render.SecretNames;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Every certificate in a site's vault: those inside the cluster, the authority first, then those
/// towards users; within each zone in the order of the site file.
public final class HeldCertificates {
  private static final String INTERNAL = "internal";
  static final String OUTWARD = "outward";
  static final String AUTHORITY = "authority";

  private static final Pattern OF_HOST = Pattern.compile("tls\\.([a-z0-9-]+)\\.([a-z]+)\\.cert");

  private final Site site;
  private final Vault vault;
  private final Instant now;
  private final List<HeldCertificate> found = new ArrayList<>();

  private HeldCertificates(Site site, Vault vault, Instant now) {
    this.site = site;
    this.vault = vault;
    this.now = now;
  }

  public static List<HeldCertificate> of(Site site, Vault vault, Instant now) {
    var all = new HeldCertificates(site, vault, now);
    if (vault.holds(SecretNames.CA_CERTIFICATE)) {
      all.chain(INTERNAL, AUTHORITY, InternalZone.chain(vault), names(site.hosts()));
    }
    all.hosts();
    all.add(SiteSecrets.CONTROLLER, "tls.controller.cert", List.of());
    OutwardZone.chain(vault)
        .ifPresent(chain -> all.chain(OUTWARD, "balancers", chain, names(site.loadBalancers())));
    return List.copyOf(all.found);
  }

  private static List<String> names(List<Host> hosts) {
    return hosts.stream().map(Host::name).toList();
  }

  /// Hosts have all of a chain but its root.
  private void chain(String zone, String what, CertificateChain chain, List<String> hosts) {
    var number = 0;
    for (var certificate : chain.certificates()) {
      var name = number == 0 ? what : what + HeldCertificate.ABOVE + number;
      var isRoot = number > 0 && number == chain.certificates().size() - 1;
      found.add(HeldCertificate.of(zone, name, certificate, now, isRoot ? List.of() : hosts));
      number++;
    }
  }

  private void hosts() {
    vault.names().stream()
        .map(OF_HOST::matcher)
        .filter(Matcher::matches)
        .sorted(Comparator.comparingInt(match -> place(match.group(1))))
        .forEach(
            match -> {
              var host = site.host(match.group(1)).map(Host::name);
              add(match.group(1) + ", " + match.group(2), match.group(), host.stream().toList());
            });
  }

  /// Hosts that are no longer in the site file come last.
  private int place(String host) {
    var place = names(site.hosts()).indexOf(host);
    return place < 0 ? Integer.MAX_VALUE : place;
  }

  private void add(String what, String name, List<String> hosts) {
    Optional.of(name)
        .filter(vault::holds)
        .map(held -> CertificateChain.of(vault.secret(held).reveal()).first())
        .ifPresent(
            certificate -> found.add(HeldCertificate.of(INTERNAL, what, certificate, now, hosts)));
  }
}
