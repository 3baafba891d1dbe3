package io.holdfast.installer.pki;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMParser;

/// Certificates in the order of a file: what was asked for first, each signed by the next one.
public record CertificateChain(List<X509Certificate> certificates) {
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  public CertificateChain {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("a chain has at least one certificate");
    }
  }

  /// From PEM text that somebody gave. `file` is its name in messages. A private key in it is
  /// refused: none is needed, and none belongs into a file that travels.
  public static CertificateChain read(String file, String pem) {
    var found = new ArrayList<X509Certificate>();
    try (var parser = new PEMParser(new StringReader(pem))) {
      for (var next = parser.readObject(); next != null; next = parser.readObject()) {
        if (!(next instanceof X509CertificateHolder holder)) {
          throw refused(file, "holds something else than certificates")
              .withFix("leave only the blocks BEGIN CERTIFICATE in it")
              .asException();
        }
        found.add(parse(holder.getEncoded()));
      }
    } catch (IOException | CertificateException | IllegalArgumentException broken) {
      throw HoldfastException.of(
          refused(file, "cannot be read").withFix("openssl x509 -noout -text -in FILE"), broken);
    }
    if (found.isEmpty()) {
      throw refused(file, "holds no certificate in the form PEM")
          .withFix(
              "openssl x509 -inform DER -in FILE -out FILE.pem   # one certificate",
              "openssl pkcs7 -inform DER -print_certs -in FILE -out FILE.pem   # a .p7b")
          .asException();
    }
    return new CertificateChain(found);
  }

  private static Problem refused(String file, String what) {
    return Problem.of(ProblemId.CERTIFICATE_FILE, "The file of certificates " + file + " " + what);
  }

  /// From PEM text that Holdfast itself wrote.
  public static CertificateChain of(String pem) {
    return read("of the vault", pem);
  }

  private static X509Certificate parse(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  /// What was asked for.
  public X509Certificate first() {
    return certificates.getFirst();
  }

  public X509Certificate last() {
    return certificates.getLast();
  }

  /// PEM text of the first one alone.
  public String firstPem() {
    return pem(List.of(first()));
  }

  /// PEM text of what a server or client sends: all but the root, which its peers must have anyway.
  public String withoutRootPem() {
    return pem(certificates.stream().filter(certificate -> !isSelfSigned(certificate)).toList());
  }

  /// PEM text of all above the first one, the root among them.
  public String abovePem() {
    return pem(certificates.subList(1, certificates.size()));
  }

  private static String pem(List<X509Certificate> list) {
    return list.stream().map(CertificateChain::pem).collect(Collectors.joining());
  }

  private static String pem(X509Certificate certificate) {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + new String(LINES.encode(certificate.getEncoded()), StandardCharsets.US_ASCII)
          + "\n-----END CERTIFICATE-----\n";
    } catch (CertificateException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static boolean isSelfSigned(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
        && isSignedBy(certificate, certificate);
  }

  static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException no) {
      return false;
    }
  }

  /// How people call a certificate.
  static String name(X509Certificate certificate) {
    var subject = certificate.getSubjectX500Principal().getName();
    return subject.isEmpty() ? "number " + certificate.getSerialNumber().toString(16) : subject;
  }
}
