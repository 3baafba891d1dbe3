package io.holdfast.installer.pki;

import io.holdfast.templates.problem.Problems;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Whether the company's certificate for the balancers is one that users' programs will believe.
public final class ServerChecks {
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final Duration SHORT = Duration.ofDays(30);

  private final String file;
  private final CertificateChain chain;
  private final Instant now;
  private final Problems problems = new Problems();
  private final ChainChecks general;

  /// `file` is where the chain was read, for messages.
  public ServerChecks(String file, CertificateChain chain, Instant now) {
    this.file = file;
    this.chain = chain;
    this.now = now;
    this.general = new ChainChecks(file, chain, now, problems);
  }

  /// Refuses a chain that cannot be used, with everything that is wrong with it; returns what is
  /// only doubtful. It must be for one of the keys and for all `names`; `addresses` are better with
  /// it than without.
  public List<String> run(List<PublicKey> keys, List<String> names, List<String> addresses) {
    var certificate = chain.first();
    if (!keys.contains(certificate.getPublicKey())) {
      general.refuse(
          "The first certificate of the file, "
              + CertificateChain.name(certificate)
              + ", is not for the key of the request",
          "take the one that was signed for this site, and put it first",
          "holdfast certs request outward --out DIR SITE   # writes the request again");
    }
    var missing = names.stream().filter(name -> !covers(certificate, name)).toList();
    if (!missing.isEmpty()) {
      general.refuse(
          "The certificate does not name " + String.join(", ", missing),
          "have it signed with the subjectAltName of the request",
          "or write other network.outward.names into site.yaml");
    }
    purpose(certificate);
    general.run(0);
    problems.throwIfAny();
    general.path(List.of(), "the certificate of the balancers");
    problems.throwIfAny();
    return doubts(addresses);
  }

  private void purpose(X509Certificate certificate) {
    var usage = certificate.getKeyUsage();
    if (certificate.getBasicConstraints() >= 0) {
      general.refuse(
          "The certificate is one of an authority", "have the request signed as one of a server");
    }
    if (!purposes(certificate).contains(SERVER) || (usage != null && !usage[DIGITAL_SIGNATURE])) {
      general.refuse(
          "The certificate is not one of a TLS server (extendedKeyUsage serverAuth, keyUsage"
              + " digitalSignature)",
          "have the request signed as one of a TLS server");
    }
  }

  private static List<String> purposes(X509Certificate certificate) {
    try {
      var purposes = certificate.getExtendedKeyUsage();
      return purposes == null ? List.of() : purposes;
    } catch (CertificateParsingException broken) {
      return List.of();
    }
  }

  private List<String> doubts(List<String> addresses) {
    var doubts = new ArrayList<String>();
    var end = chain.first().getNotAfter().toInstant();
    if (end.isBefore(now.plus(SHORT))) {
      doubts.add(file + ": it ends in " + Duration.between(now, end).toDays() + " days");
    }
    var missing = addresses.stream().filter(it -> !covers(chain.first(), it)).toList();
    if (!missing.isEmpty()) {
      doubts.add(
          file
              + ": it does not name "
              + String.join(", ", missing)
              + "; who types an address is warned by his browser");
    }
    return doubts;
  }

  /// Whether a certificate stands for a name: exactly, or by a wildcard for its first part.
  public static boolean covers(X509Certificate certificate, String name) {
    var dot = name.indexOf('.');
    var wildcard = dot < 0 ? name : "*" + name.substring(dot);
    return alternatives(certificate).stream()
        .anyMatch(found -> found.equalsIgnoreCase(name) || found.equalsIgnoreCase(wildcard));
  }

  /// The DNS names and addresses of a certificate, in its order.
  public static List<String> alternatives(X509Certificate certificate) {
    try {
      Collection<List<?>> found = certificate.getSubjectAlternativeNames();
      return found == null
          ? List.of()
          : found.stream()
              .filter(entry -> entry.get(1) instanceof String)
              .map(entry -> String.valueOf(entry.get(1)))
              .toList();
    } catch (CertificateParsingException broken) {
      return List.of();
    }
  }
}
