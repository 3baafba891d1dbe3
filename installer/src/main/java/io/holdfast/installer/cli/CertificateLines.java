package io.holdfast.installer.cli;

import io.holdfast.installer.vault.HeldCertificate;
import java.util.ArrayList;
import java.util.List;

/// The certificates of a site for people: two rows each, and what has to be seen to at the end.
final class CertificateLines {
  private CertificateLines() {}

  static List<String> of(CertsShowCommand.Result result) {
    var lines = new ArrayList<String>();
    var width = result.certificates().stream().mapToInt(it -> it.what().length()).max().orElse(4);
    var form = "%-8s  %-" + width + "s  %-10s  %6s  %s";
    lines.add(form.formatted("zone", "what", "until", "days", "hosts").strip());
    for (var certificate : result.certificates()) {
      lines.add(
          form.formatted(
                  certificate.zone(),
                  certificate.what(),
                  certificate.until().toString().substring(0, 10),
                  certificate.daysLeft(),
                  String.join(" ", certificate.hosts()))
              .stripTrailing());
      lines.add("          " + about(certificate));
    }
    result.certificates().stream()
        .filter(HeldCertificate::expiring)
        .forEach(certificate -> lines.add(expiring(certificate)));
    result.requested().forEach(zone -> lines.add(waiting(zone)));
    return lines;
  }

  private static String about(HeldCertificate certificate) {
    var names =
        certificate.names().isEmpty() ? "" : "; for " + String.join(" ", certificate.names());
    return certificate.subject()
        + " by "
        + certificate.issuer()
        + names
        + "; serial "
        + certificate.serial();
  }

  private static String expiring(HeldCertificate certificate) {
    var when =
        certificate.daysLeft() < 0 ? "has ended" : "ends in " + certificate.daysLeft() + " days";
    return "warning: " + certificate.zone() + ", " + certificate.what() + " " + when;
  }

  private static String waiting(String zone) {
    return zone
        + ": a request waits for its certificate: holdfast certs import "
        + zone
        + " --certificate FILE SITE";
  }
}
