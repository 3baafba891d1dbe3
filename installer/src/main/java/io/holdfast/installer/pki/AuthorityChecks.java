package io.holdfast.installer.pki;

import io.holdfast.templates.problem.Problems;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Whether the company's certificate for a site's authority is one that Holdfast can work with.
///
/// Consul and Nomad believe this one certificate and nothing above it, for with the company's root
/// they would believe every certificate of the company. So it has to stand by itself: whatever Go's
/// crypto/x509 demands of a root, it demands of this one.
public final class AuthorityChecks {
  private static final int KEY_CERT_SIGN = 5;
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
  private static final Duration SHORT = Duration.ofDays(365);

  /// Critical extensions that Go's crypto/x509 understands; one that it does not makes it refuse
  /// the certificate.
  private static final Set<String> UNDERSTOOD =
      Set.of(
          "2.5.29.15",
          "2.5.29.17",
          "2.5.29.19",
          "2.5.29.30",
          "2.5.29.31",
          "2.5.29.32",
          "2.5.29.37");

  private final String file;
  private final CertificateChain chain;
  private final Instant now;
  private final Problems problems = new Problems();
  private final ChainChecks general;

  /// `file` is where the chain was read, for messages.
  public AuthorityChecks(String file, CertificateChain chain, Instant now) {
    this.file = file;
    this.chain = chain;
    this.now = now;
    this.general = new ChainChecks(file, chain, now, problems);
  }

  /// Refuses a chain that cannot be used, with everything that is wrong with it; returns what is
  /// only doubtful. `asked` is the key of the request, `names` are all that certificates of the
  /// site are made for.
  public List<String> run(PublicKey asked, List<String> names) {
    authority(asked);
    general.run(1);
    names(names);
    problems.throwIfAny();
    var warnings = new ArrayList<String>();
    var end = chain.first().getNotAfter().toInstant();
    if (end.isBefore(now.plus(SHORT))) {
      warnings.add(
          file
              + ": the authority ends in "
              + Duration.between(now, end).toDays()
              + " days, and with it every certificate of the cluster");
    }
    return warnings;
  }

  /// Tries the certificates that the authority has issued, before anything depends on them.
  public void issued(List<X509Certificate> leaves) {
    for (var leaf : leaves) {
      general.path(List.of(leaf), "a certificate of the cluster, " + CertificateChain.name(leaf));
      problems.throwIfAny();
    }
  }

  private void authority(PublicKey asked) {
    var certificate = chain.first();
    if (!certificate.getPublicKey().equals(asked)) {
      general.refuse(
          "The first certificate of the file, "
              + CertificateChain.name(certificate)
              + ", is not for the key of the request",
          "take the one that was signed for this site, and put it first",
          "holdfast certs request internal --out ca.csr SITE   # writes the request again");
    }
    var usage = certificate.getKeyUsage();
    if (certificate.getBasicConstraints() < 0) {
      general.refuse(
          "The certificate is not one of an authority (basicConstraints CA:TRUE)",
          "have the request signed as a subordinate authority, not as a server");
    } else if (usage == null || !usage[KEY_CERT_SIGN]) {
      general.refuse(
          "The certificate may not sign certificates (keyUsage keyCertSign)",
          "have the request signed as a subordinate authority");
    }
    if (certificate.getSubjectX500Principal().getName().isEmpty()) {
      general.refuse("The certificate of an authority needs a subject", "keep that of the request");
    }
    purposes(certificate);
    extensions(certificate);
  }

  /// An authority that is held to purposes can only issue for these.
  private void purposes(X509Certificate certificate) {
    try {
      var purposes = certificate.getExtendedKeyUsage();
      if (purposes != null
          && !purposes.contains(ANY_PURPOSE)
          && !purposes.containsAll(List.of(SERVER, CLIENT))) {
        general.refuse(
            "The authority is held to purposes (extendedKeyUsage) that leave out TLS servers or"
                + " TLS clients",
            "have it signed with serverAuth and clientAuth, or without extendedKeyUsage");
      }
    } catch (CertificateParsingException broken) {
      general.refuse("The certificate's extendedKeyUsage cannot be read", "have it signed anew");
    }
  }

  private void extensions(X509Certificate certificate) {
    var critical = certificate.getCriticalExtensionOIDs();
    if (critical != null) {
      critical.stream()
          .filter(id -> !UNDERSTOOD.contains(id))
          .sorted()
          .forEach(
              id ->
                  general.refuse(
                      "Consul and Nomad do not understand the critical extension " + id,
                      "have it signed without that extension, or with it not critical"));
    }
    if (NameRules.areUnknownToGo(certificate)) {
      general.refuse(
          "Consul and Nomad cannot apply name constraints of other kinds than DNS names, addresses,"
              + " mail and URIs",
          "have it signed without constraints on directory names");
    }
  }

  private void names(List<String> names) {
    var refused = new NameRules(chain).refused(names);
    if (!refused.isEmpty()) {
      general.refuse(
          "The chain's name constraints forbid names that the cluster needs: "
              + String.join(", ", refused),
          "have it signed with name constraints that allow them, or with none");
    }
  }
}
