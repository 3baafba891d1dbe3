package io.holdfast.installer.pki;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/// What the name constraints of a chain allow the certificates below it to be called.
final class NameRules {
  private static final String NAME_CONSTRAINTS = "2.5.29.30";

  /// The kinds that Go's crypto/x509 applies; a critical constraint of another kind makes it refuse
  /// the whole certificate.
  private static final List<Integer> KNOWN_KINDS =
      List.of(
          GeneralName.rfc822Name,
          GeneralName.dNSName,
          GeneralName.uniformResourceIdentifier,
          GeneralName.iPAddress);

  private final PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();

  NameRules(CertificateChain chain) {
    for (var certificate : chain.certificates()) {
      constraints(certificate)
          .ifPresent(
              found -> {
                if (found.getPermittedSubtrees() != null) {
                  validator.intersectPermittedSubtree(found.getPermittedSubtrees());
                }
                subtrees(found.getExcludedSubtrees()).forEach(validator::addExcludedSubtree);
              });
    }
  }

  /// Those of the names that are not allowed, in their order.
  List<String> refused(List<String> names) {
    var refused = new ArrayList<String>();
    for (var name : names) {
      try {
        validator.checkPermitted(CertificateNames.general(name));
        validator.checkExcluded(CertificateNames.general(name));
      } catch (NameConstraintValidatorException no) {
        refused.add(name);
      }
    }
    return refused;
  }

  /// Whether the certificate has constraints that Consul and Nomad cannot apply.
  static boolean areUnknownToGo(X509Certificate certificate) {
    return certificate.getCriticalExtensionOIDs() != null
        && certificate.getCriticalExtensionOIDs().contains(NAME_CONSTRAINTS)
        && constraints(certificate).stream()
            .flatMap(
                found ->
                    Stream.concat(
                        subtrees(found.getPermittedSubtrees()),
                        subtrees(found.getExcludedSubtrees())))
            .anyMatch(subtree -> !KNOWN_KINDS.contains(subtree.getBase().getTagNo()));
  }

  private static Stream<GeneralSubtree> subtrees(GeneralSubtree[] found) {
    return found == null ? Stream.of() : Stream.of(found);
  }

  private static Optional<NameConstraints> constraints(X509Certificate certificate) {
    return Optional.ofNullable(certificate.getExtensionValue(NAME_CONSTRAINTS))
        .map(bytes -> read(certificate, bytes));
  }

  private static NameConstraints read(X509Certificate certificate, byte[] extension) {
    try {
      return NameConstraints.getInstance(
          ASN1Primitive.fromByteArray(ASN1OctetString.getInstance(extension).getOctets()));
    } catch (IOException | IllegalArgumentException broken) {
      throw HoldfastException.of(
          Problem.of(
                  ProblemId.CERTIFICATE_REFUSED,
                  "The name constraints of "
                      + CertificateChain.name(certificate)
                      + " cannot be read")
              .withFix("have it signed anew"),
          broken);
    }
  }
}
