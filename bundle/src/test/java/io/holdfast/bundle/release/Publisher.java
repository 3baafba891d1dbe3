package io.holdfast.bundle.release;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/// Somebody who signs releases, with an OpenPGP key made for the test: a primary key and one
/// subkey, both Ed25519 unless a test asks for something else.
final class Publisher {
  /// When all keys were made.
  static final Instant MADE = Instant.parse("2020-01-01T00:00:00Z");

  private final PGPKeyPair primary;
  private final PGPKeyPair subkey;
  private final PGPPublicKeyRing ring;

  private Publisher(PGPKeyPair primary, PGPKeyPair subkey, PGPPublicKeyRing ring) {
    this.primary = primary;
    this.subkey = subkey;
    this.ring = ring;
  }

  /// What a test wants to be otherwise.
  ///
  /// @param lasts of the primary key, from its making on; zero: for ever
  /// @param subkeyLasts the same of the subkey
  /// @param agrees whether the subkey signs that it is one
  record Shape(Duration lasts, Duration subkeyLasts, boolean agrees, int subkeyFlags) {
    static Shape usual() {
      return new Shape(Duration.ZERO, Duration.ZERO, true, KeyFlags.SIGN_DATA);
    }

    Shape lasting(Duration time) {
      return new Shape(time, subkeyLasts, agrees, subkeyFlags);
    }

    Shape subkeyLasting(Duration time) {
      return new Shape(lasts, time, agrees, subkeyFlags);
    }

    Shape withoutAgreement() {
      return new Shape(lasts, subkeyLasts, false, subkeyFlags);
    }

    Shape withSubkeyFor(int flags) {
      return new Shape(lasts, subkeyLasts, agrees, flags);
    }
  }

  static Publisher usual() {
    return of(Shape.usual());
  }

  static Publisher of(Shape shape) {
    return of(shape, ed25519(), ed25519());
  }

  /// A primary key of the old kind and of this size.
  static Publisher rsa(int bits) {
    return of(Shape.usual(), rsaPair(bits), ed25519());
  }

  private static Publisher of(Shape shape, PGPKeyPair primary, PGPKeyPair subkey) {
    try {
      var about = new PGPSignatureSubpacketGenerator();
      about.setKeyFlags(true, KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
      expiry(about, shape.lasts());
      var generator =
          new PGPKeyRingGenerator(
              PGPSignature.POSITIVE_CERTIFICATION,
              primary,
              "Publisher <releases@publisher.example>",
              new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA1),
              about.generate(),
              null,
              signer(primary),
              null);
      var binding = new PGPSignatureSubpacketGenerator();
      binding.setKeyFlags(true, shape.subkeyFlags());
      expiry(binding, shape.subkeyLasts());
      if (shape.agrees()) {
        generator.addSubKey(subkey, binding.generate(), null, signer(subkey));
      } else {
        generator.addSubKey(subkey, binding.generate(), null);
      }
      return new Publisher(primary, subkey, generator.generatePublicKeyRing());
    } catch (PGPException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void expiry(PGPSignatureSubpacketGenerator about, Duration lasts) {
    if (!lasts.isZero()) {
      about.setKeyExpirationTime(true, lasts.toSeconds());
    }
  }

  private static PGPKeyPair ed25519() {
    try {
      var generator = new Ed25519KeyPairGenerator();
      generator.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
      return new BcPGPKeyPair(
          PublicKeyPacket.VERSION_4,
          PublicKeyAlgorithmTags.EDDSA_LEGACY,
          generator.generateKeyPair(),
          Date.from(MADE));
    } catch (PGPException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PGPKeyPair rsaPair(int bits) {
    try {
      var generator = new RSAKeyPairGenerator();
      generator.init(
          new RSAKeyGenerationParameters(
              java.math.BigInteger.valueOf(65537), new SecureRandom(), bits, 100));
      return new BcPGPKeyPair(
          PublicKeyPacket.VERSION_4,
          PublicKeyAlgorithmTags.RSA_GENERAL,
          generator.generateKeyPair(),
          Date.from(MADE));
    } catch (PGPException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BcPGPContentSignerBuilder signer(PGPKeyPair pair) {
    return new BcPGPContentSignerBuilder(
        pair.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA256);
  }

  String fingerprint() {
    return PinnedKey.fingerprint(primary.getPublicKey());
  }

  String subkeyFingerprint() {
    return PinnedKey.fingerprint(subkey.getPublicKey());
  }

  /// Writes the public key as publishers give it out.
  Path write(Path file) throws IOException {
    return Files.write(file, armoured(ring.getEncoded()));
  }

  /// The same key after its owner has taken it back.
  Path writeRevoked(Path file) throws IOException {
    return Files.write(
        file,
        armoured(withRevocation(PGPSignature.KEY_REVOCATION, ring.getPublicKey()).getEncoded()));
  }

  /// The same key after its owner has taken the subkey back.
  Path writeWithRevokedSubkey(Path file) throws IOException {
    var revoked = ring.getPublicKey(subkey.getKeyID());
    return Files.write(
        file, armoured(withRevocation(PGPSignature.SUBKEY_REVOCATION, revoked).getEncoded()));
  }

  private PGPPublicKeyRing withRevocation(int type, PGPPublicKey key) {
    try {
      var generator = new PGPSignatureGenerator(signer(primary), primary.getPublicKey());
      generator.init(type, primary.getPrivateKey());
      var said = new PGPSignatureSubpacketGenerator();
      said.setRevocationReason(false, (byte) 2, "lost");
      generator.setHashedSubpackets(said.generate());
      var revocation =
          type == PGPSignature.KEY_REVOCATION
              ? generator.generateCertification(key)
              : generator.generateCertification(primary.getPublicKey(), key);
      return PGPPublicKeyRing.insertPublicKey(ring, PGPPublicKey.addCertification(key, revocation));
    } catch (PGPException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Signed by the primary key, as binary.
  byte[] sign(byte[] message) {
    return sign(message, primary, PGPSignature.BINARY_DOCUMENT, HashAlgorithmTags.SHA256);
  }

  byte[] signWithSubkey(byte[] message) {
    return sign(message, subkey, PGPSignature.BINARY_DOCUMENT, HashAlgorithmTags.SHA256);
  }

  byte[] sign(byte[] message, int type, int hash) {
    return sign(message, primary, type, hash);
  }

  private static byte[] sign(byte[] message, PGPKeyPair pair, int type, int hash) {
    try {
      var generator =
          new PGPSignatureGenerator(
              new BcPGPContentSignerBuilder(pair.getPublicKey().getAlgorithm(), hash),
              pair.getPublicKey());
      generator.init(type, pair.getPrivateKey());
      generator.update(message);
      return generator.generate().getEncoded();
    } catch (PGPException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] armoured(byte[] packets) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var armour = ArmoredOutputStream.builder().clearHeaders().build(bytes)) {
      armour.write(packets);
    }
    return bytes.toByteArray();
  }
}
