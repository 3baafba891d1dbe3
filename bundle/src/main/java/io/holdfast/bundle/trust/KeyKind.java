package io.holdfast.bundle.trust;

import java.util.Locale;

/// The two signature algorithms; a bundle carries one of each and both must verify.
public enum KeyKind {
  ED25519("Ed25519", "Ed25519"),
  ECDSA("EC", "SHA256withECDSA");

  private final String keyAlgorithm;
  private final String signatureAlgorithm;

  KeyKind(String keyAlgorithm, String signatureAlgorithm) {
    this.keyAlgorithm = keyAlgorithm;
    this.signatureAlgorithm = signatureAlgorithm;
  }

  String keyAlgorithm() {
    return keyAlgorithm;
  }

  String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /// The word in file names: `ed25519` or `ecdsa`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
