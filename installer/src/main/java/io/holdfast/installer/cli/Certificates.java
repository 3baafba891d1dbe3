package io.holdfast.installer.cli;

import io.holdfast.installer.preflight.Finding;
import io.holdfast.installer.vault.InternalZone;
import io.holdfast.installer.vault.OutwardZone;
import io.holdfast.installer.vault.Vault;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What of a site's certificates has to be there before anything is planned.
final class Certificates {
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

  /// The same as preflight tells it; nothing of a site that leaves all of it to Holdfast.
  static List<Finding> findings(Site site, Optional<Vault> vault) {
    var lacks = lacks(site, vault);
    if (lacks.isEmpty() && site.network().outward().isPresent()) {
      return List.of(Finding.ok("certificates", "the balancers' certificate is there"));
    }
    return lacks.stream().map(lack -> Finding.fail("certificates", lack)).toList();
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
