package io.holdfast.installer.pki;

import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/// Names in certificates and in requests for them.
final class CertificateNames {
  /// The longest common name that a certificate may have (RFC 5280, ub-common-name).
  private static final int LONGEST = 64;

  private CertificateNames() {}

  static X500Name authority(String site) {
    return common("Holdfast " + site);
  }

  static X500Name common(String name) {
    var cut = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    return new X500NameBuilder().addRDN(BCStyle.CN, cut).build();
  }

  /// DNS names and IPv4 addresses, each once.
  static GeneralNames alternatives(List<String> names) {
    return new GeneralNames(
        names.stream().distinct().map(CertificateNames::general).toArray(GeneralName[]::new));
  }

  static GeneralName general(String name) {
    return new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private static boolean isAddress(String name) {
    return name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  }
}
