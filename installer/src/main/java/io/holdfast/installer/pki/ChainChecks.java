package io.holdfast.installer.pki;

import static io.holdfast.installer.pki.CertificateChain.isSelfSigned;
import static io.holdfast.installer.pki.CertificateChain.isSignedBy;
import static io.holdfast.installer.pki.CertificateChain.name;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;

/// What must hold for every chain: it is in order, reaches its root, is valid now, and uses only
/// algorithms that all products take. Collects everything that is wrong.
final class ChainChecks {
  /// What Go and OpenSSL take at their usual settings; SHA-1 and older are refused by both.
  private static final Set<String> ALGORITHMS =
      Set.of(
          "SHA256WITHRSA",
          "SHA384WITHRSA",
          "SHA512WITHRSA",
          "RSASSA-PSS",
          "SHA256WITHECDSA",
          "SHA384WITHECDSA",
          "SHA512WITHECDSA",
          "ED25519");

  private static final int LEAST_RSA_BITS = 2048;
  private static final int KEY_CERT_SIGN = 5;
  private static final String ORDER =
      "cat WHAT-WAS-ASKED-FOR.pem WHO-SIGNED-IT.pem ... ROOT.pem > chain.pem";

  private final String file;
  private final CertificateChain chain;
  private final Instant now;
  private final Problems problems;

  ChainChecks(String file, CertificateChain chain, Instant now, Problems problems) {
    this.file = file;
    this.chain = chain;
    this.now = now;
    this.problems = problems;
  }

  /// `below` is how many authorities follow the second certificate on the way down to a leaf: none
  /// where the first one is the leaf itself, one where it is an authority.
  void run(int below) {
    var list = chain.certificates();
    for (var index = 0; index < list.size(); index++) {
      valid(list.get(index));
      algorithms(list.get(index), index == list.size() - 1);
      if (index > 0) {
        linked(list.get(index - 1), list.get(index));
        authority(list.get(index), index - 1 + below);
      }
    }
    ends();
  }

  void refuse(String what, String... fix) {
    add(ProblemId.CERTIFICATE_REFUSED, what, fix);
  }

  private void add(ProblemId id, String what, String... fix) {
    problems.add(Problem.of(id, what).withWhere(file).withFix(fix));
  }

  private void valid(X509Certificate certificate) {
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      refuse(
          name(certificate) + " has expired: " + certificate.getNotAfter().toInstant(),
          "have it signed anew");
    } else if (now.isBefore(certificate.getNotBefore().toInstant())) {
      refuse(
          name(certificate) + " is not valid yet: " + certificate.getNotBefore().toInstant(),
          "wait until then; or is this machine's clock wrong? date -u");
    }
  }

  /// Nobody checks the signature of a root: it is believed for what it is.
  private void algorithms(X509Certificate certificate, boolean isLast) {
    var algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    if (!ALGORITHMS.contains(algorithm) && !(isLast && isSelfSigned(certificate))) {
      refuse(
          name(certificate) + " is signed with " + certificate.getSigAlgName(),
          "have it signed with SHA-256 or longer, by RSA, ECDSA or Ed25519");
    }
    if (isWeak(certificate.getPublicKey())) {
      refuse(
          name(certificate) + " has a key that is too weak: " + words(certificate.getPublicKey()),
          "RSA from " + LEAST_RSA_BITS + " bits, ECDSA on P-256, P-384 or P-521, or Ed25519");
    }
  }

  private static boolean isWeak(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> rsa.getModulus().bitLength() < LEAST_RSA_BITS;
      case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize() < 256;
      case EdECPublicKey _ -> false;
      default -> true;
    };
  }

  private static String words(PublicKey key) {
    return key instanceof RSAPublicKey rsa
        ? "RSA, " + rsa.getModulus().bitLength() + " bits"
        : key.getAlgorithm();
  }

  private void linked(X509Certificate certificate, X509Certificate next) {
    if (isSelfSigned(certificate)) {
      broken("goes on after its root, " + name(certificate) + ", with " + name(next));
    } else if (!certificate.getIssuerX500Principal().equals(next.getSubjectX500Principal())) {
      broken(
          "is not in order: after "
              + name(certificate)
              + " must follow its issuer "
              + certificate.getIssuerX500Principal().getName()
              + ", not "
              + name(next));
    } else if (!isSignedBy(certificate, next)) {
      broken(
          "does not hold together: "
              + name(certificate)
              + " was not signed by the key of this "
              + name(next));
    }
  }

  private void broken(String what) {
    add(ProblemId.CHAIN_BROKEN, "The chain of certificates " + what, ORDER);
  }

  private void authority(X509Certificate certificate, int below) {
    var usage = certificate.getKeyUsage();
    if (certificate.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
      refuse(
          name(certificate) + " is not an authority, so it can vouch for nobody",
          "openssl x509 -noout -text -in FILE   # look for CA:TRUE and Certificate Sign");
    } else if (certificate.getBasicConstraints() < below) {
      refuse(
          name(certificate)
              + " allows "
              + certificate.getBasicConstraints()
              + " authorities below itself, here are "
              + below,
          "have it signed by an authority with a longer path, or higher up");
    }
  }

  private void ends() {
    if (!isSelfSigned(chain.last())) {
      broken(
          "ends before its root: "
              + chain.last().getIssuerX500Principal().getName()
              + ", who signed "
              + name(chain.last())
              + ", is missing");
    }
  }

  /// The Java platform's own check of the whole path, with what shall stand below the first
  /// certificate before it. It knows rules that no message above is about.
  void path(List<X509Certificate> below, String about) {
    var certificates = chain.certificates();
    var path = new java.util.ArrayList<>(below);
    path.addAll(certificates.subList(0, certificates.size() - 1));
    try {
      var parameters = new PKIXParameters(Set.of(anchor(chain.last())));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (CertPathValidatorException no) {
      add(
          ProblemId.CERTIFICATE_REFUSED,
          "No client would believe " + about + ": " + no.getMessage(),
          "openssl verify -show_chain -CAfile ROOT.pem -untrusted CHAIN.pem CERTIFICATE.pem");
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static TrustAnchor anchor(X509Certificate root) {
    var constraints = root.getExtensionValue("2.5.29.30");
    return new TrustAnchor(
        root, constraints == null ? null : ASN1OctetString.getInstance(constraints).getOctets());
  }
}
