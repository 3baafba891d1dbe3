package io.holdfast.installer.pki;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// A request for a certificate (PKCS #10, PEM text) that somebody else's authority shall sign, and
/// its private key (PKCS #8, PEM text).
///
/// It asks for the extensions it needs, so that whoever signs it can see what it is for.
public record CertificateRequest(String csr, String key) {

  /// For the authority of a site: it may sign certificates, and no further authorities.
  public static CertificateRequest forAuthority(String site, SecureRandom random) {
    try {
      var wanted = new ExtensionsGenerator();
      wanted.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      wanted.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      var pair = CertificateAuthority.newKey(random);
      return signed(
          CertificateNames.authority(site),
          wanted,
          pair.getPublic(),
          CertificateAuthority.pem(pair.getPrivate()));
    } catch (GeneralSecurityException | IOException | OperatorCreationException impossible) {
      throw unmade(impossible);
    }
  }

  /// For a server that users reach under these DNS names and IPv4 addresses; the first one is its
  /// common name too.
  public static CertificateRequest forServer(List<String> names, SecureRandom random) {
    try {
      var pair = CertificateAuthority.newKey(random);
      return forServer(names, pair.getPublic(), CertificateAuthority.pem(pair.getPrivate()));
    } catch (GeneralSecurityException | IOException | OperatorCreationException impossible) {
      throw unmade(impossible);
    }
  }

  /// The same key for other names.
  public CertificateRequest withNames(List<String> names) {
    try {
      return forServer(names, publicKey(), key);
    } catch (IOException | OperatorCreationException impossible) {
      throw unmade(impossible);
    }
  }

  private static CertificateRequest forServer(List<String> names, PublicKey publicKey, String key)
      throws IOException, OperatorCreationException {
    var wanted = new ExtensionsGenerator();
    wanted.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    wanted.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    wanted.addExtension(
        Extension.subjectAlternativeName, false, CertificateNames.alternatives(names));
    return signed(CertificateNames.common(names.getFirst()), wanted, publicKey, key);
  }

  private static CertificateRequest signed(
      X500Name subject, ExtensionsGenerator wanted, PublicKey publicKey, String key)
      throws IOException, OperatorCreationException {
    var request =
        new JcaPKCS10CertificationRequestBuilder(subject, publicKey)
            .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wanted.generate())
            .build(
                new JcaContentSignerBuilder("SHA256withECDSA")
                    .build(CertificateAuthority.privateKey(key)));
    return new CertificateRequest(CertificateAuthority.pem(request), key);
  }

  /// The key that the certificate must be for.
  public PublicKey publicKey() {
    try (var parser = new PEMParser(new StringReader(csr))) {
      var request = (PKCS10CertificationRequest) parser.readObject();
      return new JcaPKCS10CertificationRequest(request).getPublicKey();
    } catch (IOException | GeneralSecurityException broken) {
      throw new IllegalStateException("a request in the vault cannot be read", broken);
    }
  }

  private static IllegalStateException unmade(Exception impossible) {
    return new IllegalStateException("a request could not be made", impossible);
  }

  @Override
  public String toString() {
    return csr;
  }
}
