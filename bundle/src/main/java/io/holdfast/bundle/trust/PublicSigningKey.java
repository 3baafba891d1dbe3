package io.holdfast.bundle.trust;

import io.holdfast.templates.text.Sha256;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;

/// One public key as its SubjectPublicKeyInfo bytes. Its id is the first 16 hex digits of their
/// SHA-256, short enough to read out over the phone.
public final class PublicSigningKey {
  private final KeyKind kind;
  private final byte[] encoded;
  private final PublicKey key;

  private PublicSigningKey(KeyKind kind, byte[] encoded, PublicKey key) {
    this.kind = kind;
    this.encoded = encoded;
    this.key = key;
  }

  /// Reads a key.
  ///
  /// @throws IllegalArgumentException when these bytes are no such key
  public static PublicSigningKey of(KeyKind kind, byte[] encoded) {
    try {
      var key =
          KeyFactory.getInstance(kind.keyAlgorithm())
              .generatePublic(new X509EncodedKeySpec(encoded));
      if (key instanceof ECPublicKey ec
          && ec.getParams().getCurve().getField().getFieldSize() != 256) {
        throw new IllegalArgumentException("the ECDSA key is not on curve P-256");
      }
      return new PublicSigningKey(kind, encoded.clone(), key);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a public key of kind " + kind.word(), e);
    }
  }

  public KeyKind kind() {
    return kind;
  }

  public byte[] encoded() {
    return encoded.clone();
  }

  public String id() {
    return Sha256.of(encoded).substring(0, 16);
  }

  /// Whether this signature over the message was made with the private half.
  boolean verifies(byte[] message, byte[] signature) {
    try {
      var verifier = Signature.getInstance(kind.signatureAlgorithm());
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
