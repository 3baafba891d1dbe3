package io.holdfast.bundle.release;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.jspecify.annotations.Nullable;

/// Whether a key may sign at a time: not revoked, not expired, made for signing, and named by its
/// primary key. Whatever is said about a key counts only when the primary key signed it; a
/// revocation counts with any digest, everything else with SHA-256 or better.
final class KeyStanding {
  private static final Set<Integer> DIGESTS =
      Set.of(HashAlgorithmTags.SHA256, HashAlgorithmTags.SHA384, HashAlgorithmTags.SHA512);
  private static final Set<Integer> CURVES =
      Set.of(
          PublicKeyAlgorithmTags.ECDSA,
          PublicKeyAlgorithmTags.EDDSA_LEGACY,
          PublicKeyAlgorithmTags.Ed25519,
          PublicKeyAlgorithmTags.Ed448);
  private static final int LEAST_RSA_BITS = 2048;
  private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

  private final PGPPublicKey primary;

  KeyStanding(PGPPublicKey primary) {
    this.primary = primary;
  }

  /// Why the primary key counts for nothing now; empty when it is good. Reads after "the key file".
  Optional<String> whyNot(Instant now) {
    if (isRevoked(primary)) {
      return Optional.of("holds a key that its owner has revoked");
    }
    var said = newest(selfSignatures());
    if (said.isEmpty()) {
      return Optional.of("holds a key that says nothing about itself that can be believed");
    }
    return expiry(primary, said.get())
        .filter(end -> !now.isBefore(end))
        .map(end -> "holds a key that expired at " + end);
  }

  /// Why a signature by a key of this ring does not count, although its arithmetic is right.
  Optional<String> whyNot(PGPPublicKey key, PGPSignature signature, Instant now) {
    var made = signature.getCreationTime().toInstant();
    if (signature.getVersion() < 4 || signature.getHashedSubPackets() == null) {
      return Optional.of("it is of a form that is no longer safe");
    }
    if (signature.getSignatureType() != PGPSignature.BINARY_DOCUMENT) {
      return Optional.of("it is no signature over a file");
    }
    if (!DIGESTS.contains(signature.getHashAlgorithm())) {
      return Optional.of("it is made with a digest that is no longer safe");
    }
    if (made.isAfter(now.plus(CLOCKS_DIFFER)) || made.isBefore(created(key))) {
      return Optional.of("it claims to be of " + made);
    }
    var lasts = signature.getHashedSubPackets().getSignatureExpirationTime();
    if (lasts > 0 && !now.isBefore(made.plusSeconds(lasts))) {
      return Optional.of("it expired at " + made.plusSeconds(lasts));
    }
    return isStrong(key)
        ? whyNotForSigning(key, now)
        : Optional.of("its key is of a kind or a size that is no longer safe");
  }

  private Optional<String> whyNotForSigning(PGPPublicKey key, Instant now) {
    var about = newest(isPrimary(key) ? selfSignatures() : bindings(key));
    if (isRevoked(key)) {
      return Optional.of("its key is revoked");
    }
    if (about.isEmpty()) {
      return Optional.of("its key is not named by the pinned one");
    }
    if (!maySign(key, about.get())) {
      return Optional.of("its key is not meant for signing");
    }
    return expiry(key, about.get())
        .filter(end -> !now.isBefore(end))
        .map(end -> "its key expired at " + end);
  }

  private boolean isPrimary(PGPPublicKey key) {
    return key.getKeyID() == primary.getKeyID();
  }

  private static boolean isStrong(PGPPublicKey key) {
    return CURVES.contains(key.getAlgorithm())
        || (key.getAlgorithm() == PublicKeyAlgorithmTags.RSA_GENERAL
            && key.getBitStrength() >= LEAST_RSA_BITS);
  }

  private static Instant created(PGPPublicKey key) {
    return key.getCreationTime().toInstant();
  }

  private static Optional<Instant> expiry(PGPPublicKey key, PGPSignature about) {
    var seconds = about.getHashedSubPackets().getKeyExpirationTime();
    return seconds == 0 ? Optional.empty() : Optional.of(created(key).plusSeconds(seconds));
  }

  /// A key that does not say what it is for is for everything; a subkey must say it, and show that
  /// it agrees to be one.
  private boolean maySign(PGPPublicKey key, PGPSignature about) {
    var flags = about.getHashedSubPackets().getKeyFlags();
    if (isPrimary(key)) {
      return flags == 0 || (flags & KeyFlags.SIGN_DATA) != 0;
    }
    return (flags & KeyFlags.SIGN_DATA) != 0 && agrees(key, about);
  }

  private boolean agrees(PGPPublicKey subkey, PGPSignature binding) {
    try {
      var inside = new ArrayList<PGPSignature>();
      binding.getHashedSubPackets().getEmbeddedSignatures().forEach(inside::add);
      if (binding.getUnhashedSubPackets() != null) {
        binding.getUnhashedSubPackets().getEmbeddedSignatures().forEach(inside::add);
      }
      for (var one : inside) {
        if (one.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING
            && DIGESTS.contains(one.getHashAlgorithm())
            && holds(one, subkey, () -> one.verifyCertification(primary, subkey))) {
          return true;
        }
      }
      return false;
    } catch (PGPException unreadable) {
      return false;
    }
  }

  /// What the primary key says about itself: on its names, and directly.
  private List<PGPSignature> selfSignatures() {
    var found = new ArrayList<PGPSignature>();
    primary
        .getRawUserIDs()
        .forEachRemaining(
            name ->
                each(primary.getSignaturesForID(name)).stream()
                    .filter(one -> isByPrimary(one) && one.isCertification())
                    .filter(
                        one -> holds(one, primary, () -> one.verifyCertification(name, primary)))
                    .forEach(found::add));
    each(primary.getSignaturesOfType(PGPSignature.DIRECT_KEY)).stream()
        .filter(this::isByPrimary)
        .filter(one -> holds(one, primary, () -> one.verifyCertification(primary)))
        .forEach(found::add);
    return found;
  }

  private List<PGPSignature> bindings(PGPPublicKey subkey) {
    return each(subkey.getSignaturesOfType(PGPSignature.SUBKEY_BINDING)).stream()
        .filter(this::isByPrimary)
        .filter(one -> holds(one, primary, () -> one.verifyCertification(primary, subkey)))
        .toList();
  }

  private boolean isRevoked(PGPPublicKey key) {
    var type = isPrimary(key) ? PGPSignature.KEY_REVOCATION : PGPSignature.SUBKEY_REVOCATION;
    return each(key.getSignaturesOfType(type)).stream()
        .filter(this::isByPrimary)
        .anyMatch(
            one ->
                holds(
                    one,
                    primary,
                    () ->
                        isPrimary(key)
                            ? one.verifyCertification(primary)
                            : one.verifyCertification(primary, key)));
  }

  private boolean isByPrimary(PGPSignature signature) {
    return signature.getKeyID() == primary.getKeyID();
  }

  private static Optional<PGPSignature> newest(List<PGPSignature> signatures) {
    return signatures.stream()
        .filter(one -> DIGESTS.contains(one.getHashAlgorithm()))
        .filter(one -> one.getHashedSubPackets() != null)
        .max(Comparator.comparing(PGPSignature::getCreationTime));
  }

  private interface Check {
    boolean holds() throws PGPException;
  }

  private static boolean holds(PGPSignature signature, PGPPublicKey by, Check check) {
    try {
      signature.init(new BcPGPContentVerifierBuilderProvider(), by);
      return check.holds();
    } catch (PGPException | RuntimeException wrong) {
      return false;
    }
  }

  private static List<PGPSignature> each(@Nullable Iterator<PGPSignature> signatures) {
    var list = new ArrayList<PGPSignature>();
    if (signatures != null) {
      signatures.forEachRemaining(list::add);
    }
    return list;
  }
}
