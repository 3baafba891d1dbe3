package io.holdfast.bundle.release;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// An authority of a company, made for the test, and the certificates it issues.
final class TestAuthority {
  private final KeyPair pair;
  private final X509Certificate certificate;

  TestAuthority() {
    this.pair = keyPair();
    this.certificate = issue("CN=authority", pair, "CN=authority", pair, true, "authority");
  }

  /// Writes its certificate as a PEM file.
  Path write(Path file) throws IOException, GeneralSecurityException {
    var text = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
    return Files.writeString(
        file,
        "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n",
        StandardCharsets.US_ASCII);
  }

  /// TLS for a server that is called so.
  SSLContext serverNamed(String host) {
    try {
      var own = keyPair();
      var leaf = issue("CN=server", own, "CN=authority", pair, false, host);
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server", own.getPrivate(), new char[0], new Certificate[] {leaf, certificate});
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keyPair() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate issue(
      String subject, KeyPair own, String issuer, KeyPair by, boolean authority, String host) {
    try {
      var now = Instant.now();
      var name = host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName;
      var builder =
          new JcaX509v3CertificateBuilder(
                  new X500Name(issuer),
                  BigInteger.valueOf(now.toEpochMilli()),
                  Date.from(now.minus(Duration.ofDays(1))),
                  Date.from(now.plus(Duration.ofDays(1))),
                  new X500Name(subject),
                  own.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
              .addExtension(
                  Extension.subjectAlternativeName,
                  false,
                  new GeneralNames(new GeneralName(name, host)));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
