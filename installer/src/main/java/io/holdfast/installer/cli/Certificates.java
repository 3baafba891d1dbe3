package io.holdfast.installer.cli;

import io.holdfast.installer.preflight.Finding;
import io.holdfast.installer.vault.InternalZone;
import io.holdfast.installer.vault.OutwardZone;
import io.holdfast.installer.vault.Vault;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What of a site's certificates has to be there before anything is planned.
final class Certificates {
  private static final String CHECK = "certificates";

  private Certificates() {}

  static void requireReady(Site site, Vault vault) {
    var lacks = lacks(site, Optional.of(vault));
    if (!lacks.isEmpty()) {
      throw HoldfastException.of(lacks);
    }
  }

  /// Everything that somebody else still has to sign.
  static List<Problem> lacks(Site site, Optional<Vault> vault) {
    var lacks = new ArrayList<Problem>();
    if (vault.filter(InternalZone::isRequested).isPresent()) {
      lacks.add(
          Problem.of(
                  ProblemId.CERTIFICATE_MISSING,
                  "The site's authority was requested, and its certificate was not imported yet")
              .withFix(
                  "holdfast certs import internal --certificate FILE SITE",
                  "holdfast certs request internal --withdraw SITE   # an authority of its own"));
    }
    OutwardZone.lack(site, vault).ifPresent(lacks::add);
    return lacks;
  }

  /// Refuses to bring users a certificate that has ended.
  static void requireValid(Site site, Vault vault, Instant now) {
    EndingCertificates.expired(site, vault, now)
        .ifPresent(
            ended -> {
              throw ended.withClusterSafe(true, "this command changed nothing").asException();
            });
  }

  /// The same as preflight tells it, with what ends soon; nothing of a site that leaves all of it
  /// to Holdfast and has time.
  static List<Finding> findings(Site site, Optional<Vault> vault, Instant now) {
    var findings = new ArrayList<Finding>();
    lacks(site, vault).forEach(lack -> findings.add(Finding.fail(CHECK, lack)));
    vault
        .flatMap(held -> EndingCertificates.expired(site, held, now))
        .ifPresent(ended -> findings.add(Finding.fail(CHECK, ended)));
    if (findings.isEmpty() && site.network().outward().isPresent()) {
      findings.add(Finding.ok(CHECK, "the balancers' certificate is there"));
    }
    var failed = findings.stream().flatMap(finding -> finding.problem().stream()).toList();
    warnings(site, vault, now).stream()
        .filter(ending -> !failed.contains(ending))
        .forEach(ending -> findings.add(Finding.warn(CHECK, ending)));
    return findings;
  }

  /// What ends soon or has ended, the latter first.
  static List<Problem> warnings(Site site, Optional<Vault> vault, Instant now) {
    return vault.map(held -> EndingCertificates.warnings(site, held, now)).orElse(List.of());
  }

  /// Whether no certificate in use has ended, as far as the vault on this machine tells.
  static boolean allHold(Site site, Optional<Vault> vault, Instant now) {
    return vault.filter(held -> !EndingCertificates.allHold(site, held, now)).isEmpty();
  }

  /// The warnings in lines for people, each with the first command to give.
  static List<String> lines(List<Problem> warnings) {
    return warnings.stream()
        .map(
            problem ->
                "warning: "
                    + problem.what()
                    + problem.fix().stream().findFirst().map(it -> ": " + it).orElse(""))
        .toList();
  }

  /// Refuses to change the authority under products that run by it.
  static void requireNotInstalled(SiteContext context) {
    var runs = context.folder().runs();
    if (!runs.isEmpty()) {
      throw Problem.of(
              ProblemId.AUTHORITY_IN_USE,
              "Site "
                  + context.site().site()
                  + " already runs on the authority it has; changing it is not offered yet")
          .withEvidence("the first run was " + runs.getFirst())
          .withFix("holdfast certs show SITE   # what it runs on")
          .withClusterSafe(true, "this command changed nothing")
          .asException();
    }
  }
}
