package io.holdfast.installer.vault;

import io.holdfast.installer.pki.ServerChecks;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A certificate in a site's vault, told without any secret. `zone` is `internal` or `outward`,
/// `what` says what it is for, `names` are its DNS names and addresses, `serial` is hexadecimal,
/// `until` is UTC, `daysLeft` are whole days, negative once it has ended, and `hosts` are those
/// that have it.
public record HeldCertificate(
    String zone,
    String what,
    String subject,
    String issuer,
    List<String> names,
    String serial,
    Instant until,
    long daysLeft,
    boolean expiring,
    List<String> hosts) {
  /// Below that it has to be seen to.
  static final int FEW_DAYS = 30;

  /// Between what a chain is for and the place of one that stands higher in it.
  static final String ABOVE = ", above ";

  public HeldCertificate {
    names = List.copyOf(names);
    hosts = List.copyOf(hosts);
  }

  /// Whether users see it.
  public boolean concernsUsers() {
    return zone.equals(HeldCertificates.OUTWARD);
  }

  /// Whether it is the authority inside the cluster, or one above it.
  public boolean signsOthers() {
    var own = HeldCertificates.AUTHORITY;
    return !concernsUsers() && (what.equals(own) || what.startsWith(own + ABOVE));
  }

  /// Whether it is the one by which Holdfast itself talks with the cluster; no host has it.
  public boolean servesHoldfast() {
    return !concernsUsers() && what.equals(SiteSecrets.CONTROLLER);
  }

  static HeldCertificate of(
      String zone, String what, X509Certificate certificate, Instant now, List<String> hosts) {
    var until = certificate.getNotAfter().toInstant();
    var days = Math.floorDiv(Duration.between(now, until).toSeconds(), 86_400);
    return new HeldCertificate(
        zone,
        what,
        certificate.getSubjectX500Principal().getName(),
        certificate.getIssuerX500Principal().getName(),
        ServerChecks.alternatives(certificate),
        pairs(certificate.getSerialNumber().toString(16)),
        until,
        days,
        days < FEW_DAYS,
        hosts);
  }

  /// As openssl prints it: `0A:1B`.
  private static String pairs(String hex) {
    var even = (hex.length() % 2 == 0 ? hex : "0" + hex).toUpperCase(java.util.Locale.ROOT);
    return IntStream.range(0, even.length() / 2)
        .mapToObj(index -> even.substring(2 * index, 2 * index + 2))
        .collect(Collectors.joining(":"));
  }
}
