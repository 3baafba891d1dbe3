package io.holdfast.installer.pki;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/// A company's authority, which signs what it is asked for, well or badly. `above` is PEM text of
/// its own certificate and those above it, the root last.
public record CompanyPki(X500Name name, KeyPair keys, String above) {
  private static final int AUTHORITY = KeyUsage.keyCertSign | KeyUsage.cRLSign;

  /// What a signed certificate looks like.
  public record Shape(
      boolean isAuthority,
      Optional<Integer> pathLength,
      int usage,
      List<KeyPurposeId> purposes,
      List<String> names,
      Optional<NameConstraints> constraints,
      Optional<String> strangeExtension,
      String algorithm,
      Duration begins,
      Duration ends) {

    public static Shape authority() {
      return new Shape(
          true,
          Optional.empty(),
          AUTHORITY,
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          "SHA256withECDSA",
          Duration.ofHours(-1),
          Duration.ofDays(1000));
    }

    public static Shape server(String... names) {
      return new Shape(
          false,
          Optional.empty(),
          KeyUsage.digitalSignature,
          List.of(KeyPurposeId.id_kp_serverAuth),
          List.of(names),
          Optional.empty(),
          Optional.empty(),
          "SHA256withECDSA",
          Duration.ofHours(-1),
          Duration.ofDays(300));
    }

    public Shape withAuthority(boolean is) {
      return new Shape(
          is,
          pathLength,
          usage,
          purposes,
          names,
          constraints,
          strangeExtension,
          algorithm,
          begins,
          ends);
    }

    public Shape withPathLength(int length) {
      return new Shape(
          isAuthority,
          Optional.of(length),
          usage,
          purposes,
          names,
          constraints,
          strangeExtension,
          algorithm,
          begins,
          ends);
    }

    public Shape withUsage(int bits) {
      return new Shape(
          isAuthority,
          pathLength,
          bits,
          purposes,
          names,
          constraints,
          strangeExtension,
          algorithm,
          begins,
          ends);
    }

    public Shape withPurposes(KeyPurposeId... list) {
      return new Shape(
          isAuthority,
          pathLength,
          usage,
          List.of(list),
          names,
          constraints,
          strangeExtension,
          algorithm,
          begins,
          ends);
    }

    public Shape withConstraints(NameConstraints wanted) {
      return new Shape(
          isAuthority,
          pathLength,
          usage,
          purposes,
          names,
          Optional.of(wanted),
          strangeExtension,
          algorithm,
          begins,
          ends);
    }

    public Shape withStrangeExtension(String id) {
      return new Shape(
          isAuthority,
          pathLength,
          usage,
          purposes,
          names,
          constraints,
          Optional.of(id),
          algorithm,
          begins,
          ends);
    }

    public Shape withAlgorithm(String name) {
      return new Shape(
          isAuthority,
          pathLength,
          usage,
          purposes,
          names,
          constraints,
          strangeExtension,
          name,
          begins,
          ends);
    }

    public Shape between(Duration from, Duration to) {
      return new Shape(
          isAuthority,
          pathLength,
          usage,
          purposes,
          names,
          constraints,
          strangeExtension,
          algorithm,
          from,
          to);
    }
  }

  public static CompanyPki root(String name) {
    return root(name, Shape.authority());
  }

  public static CompanyPki root(String name, Shape shape) {
    var keys = newKeys();
    var self = new CompanyPki(new X500Name("CN=" + name), keys, "");
    return new CompanyPki(self.name(), keys, self.sign(self.name(), keys.getPublic(), shape));
  }

  /// An authority below this one.
  public CompanyPki below(String name) {
    var keys = newKeys();
    var own = new X500Name("CN=" + name);
    return new CompanyPki(own, keys, sign(own, keys.getPublic(), Shape.authority()) + above);
  }

  /// What somebody asked for, and the chain up to the root.
  public String chain(String csr, Shape shape) {
    return sign(csr, shape) + above;
  }

  /// What somebody asked for, alone.
  public String sign(String csr, Shape shape) {
    try (var parser = new PEMParser(new StringReader(csr))) {
      var request =
          new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) parser.readObject());
      return sign(request.getSubject(), request.getPublicKey(), shape);
    } catch (IOException | GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private String sign(X500Name subject, PublicKey key, Shape shape) {
    try {
      var now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(100, new SecureRandom()).add(BigInteger.ONE),
              Date.from(now.plus(shape.begins())),
              Date.from(now.plus(shape.ends())),
              subject,
              key);
      builder.addExtension(Extension.basicConstraints, true, basic(shape));
      if (shape.usage() != 0) {
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(shape.usage()));
      }
      if (!shape.purposes().isEmpty()) {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(shape.purposes().toArray(KeyPurposeId[]::new)));
      }
      if (!shape.names().isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName, false, CertificateNames.alternatives(shape.names()));
      }
      if (shape.constraints().isPresent()) {
        builder.addExtension(Extension.nameConstraints, true, shape.constraints().get());
      }
      if (shape.strangeExtension().isPresent()) {
        var id = new ASN1ObjectIdentifier(shape.strangeExtension().get());
        builder.addExtension(id, true, DERNull.INSTANCE);
      }
      return CertificateAuthority.pem(
          builder.build(new JcaContentSignerBuilder(shape.algorithm()).build(keys.getPrivate())));
    } catch (IOException | OperatorCreationException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static BasicConstraints basic(Shape shape) {
    return shape.isAuthority() && shape.pathLength().isPresent()
        ? new BasicConstraints(shape.pathLength().get())
        : new BasicConstraints(shape.isAuthority());
  }

  private static KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
