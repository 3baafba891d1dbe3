package io.holdfast.bundle.trust;

/// One party that signs bundles: a name and its two public keys, which always go together, so that
/// signatures of two parties can never be mixed into one.
public record Signer(String name, PublicSigningKey ed25519, PublicSigningKey ecdsa) {
  public Signer {
    if (ed25519.kind() != KeyKind.ED25519 || ecdsa.kind() != KeyKind.ECDSA) {
      throw new IllegalArgumentException("the keys of signer " + name + " are of the wrong kinds");
    }
  }

  PublicSigningKey key(KeyKind kind) {
    return switch (kind) {
      case ED25519 -> ed25519;
      case ECDSA -> ecdsa;
    };
  }
}
