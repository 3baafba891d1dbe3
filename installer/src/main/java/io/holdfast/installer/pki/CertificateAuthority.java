package io.holdfast.installer.pki;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Issues the site's certificates: ECDSA on P-256, ten years for an authority of its own, one year
/// for the rest, and never longer than the authority itself.
///
/// Only this package knows the library for it, for the JDK has no public way to issue a
/// certificate.
public final class CertificateAuthority {
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
  private static final Duration LEAF_LIFE = Duration.ofDays(365);
  private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

  private final PemPair own;
  private final String sentAlong;
  private final SecureRandom random;

  /// A certificate and its private key (PKCS #8), both as PEM text.
  public record PemPair(String certificate, String key) {
    @Override
    public String toString() {
      return certificate;
    }
  }

  /// An authority that vouches for itself.
  public CertificateAuthority(PemPair own, SecureRandom random) {
    this(own, "", random);
  }

  /// `sentAlong` is PEM text that follows each certificate it issues: the way up to somebody else's
  /// root, for those who trust that one.
  public CertificateAuthority(PemPair own, String sentAlong, SecureRandom random) {
    this.own = own;
    this.sentAlong = sentAlong;
    this.random = random;
  }

  /// A new authority named after its site.
  public static PemPair create(String site, Instant now, SecureRandom random) {
    try {
      var pair = newKey(random);
      var name = CertificateNames.authority(site);
      var builder = builder(name, name, pair, now, now.plus(AUTHORITY_LIFE), random);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return sign(builder, pair, pair);
    } catch (GeneralSecurityException | IOException | OperatorCreationException impossible) {
      throw new IllegalStateException("a certificate could not be made", impossible);
    }
  }

  /// A certificate for a process that is both server and client; `names` are DNS names or IPv4
  /// addresses.
  public PemPair issue(String commonName, List<String> names, Instant now) {
    try {
      var pair = newKey(random);
      var subject = CertificateNames.common(commonName);
      var builder = builder(authority().getSubject(), subject, pair, now, end(now), random);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      builder.addExtension(
          Extension.subjectAlternativeName, false, CertificateNames.alternatives(names));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new BcX509ExtensionUtils().createAuthorityKeyIdentifier(authority()));
      var signed = sign(builder, pair, new KeyPair(pair.getPublic(), authorityKey()));
      return new PemPair(signed.certificate() + sentAlong, signed.key());
    } catch (GeneralSecurityException | IOException | OperatorCreationException impossible) {
      throw new IllegalStateException("a certificate could not be made", impossible);
    }
  }

  /// When a certificate ends that is issued now.
  public Instant end(Instant now) {
    try {
      var own = now.plus(LEAF_LIFE);
      var authority = authority().getNotAfter().toInstant();
      return authority.isBefore(own) ? authority : own;
    } catch (IOException impossible) {
      throw new IllegalStateException("the authority cannot be read", impossible);
    }
  }

  private X509CertificateHolder authority() throws IOException {
    try (var parser = new PEMParser(new StringReader(own.certificate()))) {
      return (X509CertificateHolder) parser.readObject();
    }
  }

  private PrivateKey authorityKey() throws IOException {
    return privateKey(own.key());
  }

  static PrivateKey privateKey(String pem) throws IOException {
    try (var parser = new PEMParser(new StringReader(pem))) {
      return new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) parser.readObject());
    }
  }

  static KeyPair newKey(SecureRandom random) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer,
      X500Name subject,
      KeyPair pair,
      Instant now,
      Instant end,
      SecureRandom random)
      throws CertIOException {
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(127, random).add(BigInteger.ONE),
            Date.from(now.minus(CLOCKS_DIFFER)),
            Date.from(end),
            subject,
            pair.getPublic());
    var info =
        org.bouncycastle.asn1.x509.SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new BcX509ExtensionUtils().createSubjectKeyIdentifier(info));
    return builder;
  }

  private static PemPair sign(X509v3CertificateBuilder builder, KeyPair subject, KeyPair signer)
      throws OperatorCreationException, IOException {
    var certificate =
        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()));
    return new PemPair(pem(certificate), pem(subject.getPrivate()));
  }

  /// PKCS #8.
  static String pem(PrivateKey key) throws IOException {
    return pem((Object) new JcaPKCS8Generator(key, null));
  }

  static String pem(Object object) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString().replace("\r\n", "\n");
  }
}
