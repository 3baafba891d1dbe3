package io.holdfast.bundle.release;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/// The OpenPGP key of a publisher, pinned by its whole fingerprint. Only what this key signed, or a
/// subkey that it names for signing, is believed; an expired or revoked one signs nothing, also
/// what it signed before. The rules are those of RFC 9580 as far as signing goes; SHA-1 counts
/// nowhere.
final class PinnedKey {
  private static final long LARGEST_FILE = 1024 * 1024;

  private final Path file;
  private final PGPPublicKeyRing ring;
  private final KeyStanding standing;

  private PinnedKey(Path file, PGPPublicKeyRing ring) {
    this.file = file;
    this.ring = ring;
    this.standing = new KeyStanding(ring.getPublicKey());
  }

  /// Reads a key file, armoured or not, and finds the key that is meant in it.
  ///
  /// @param fingerprint 40 or 64 hex digits, in any case and with blanks between them
  static PinnedKey read(Path file, String fingerprint, Instant now) {
    var wanted = fingerprint.replaceAll("[\\s:]", "").toUpperCase(Locale.ROOT);
    if (!wanted.matches("[0-9A-F]{40}|[0-9A-F]{64}")) {
      throw refused(file, "is pinned by something that is no whole fingerprint", fingerprint);
    }
    var found = new ArrayList<String>();
    for (var ring : rings(file)) {
      var print = fingerprint(ring.getPublicKey());
      if (print.equals(wanted)) {
        var key = new PinnedKey(file, ring);
        key.standing.whyNot(now).ifPresent(why -> refuse(file, why, "fingerprint " + print));
        return key;
      }
      found.add(print);
    }
    throw refused(file, "does not hold the key " + wanted, "it holds " + String.join(", ", found));
  }

  private static List<PGPPublicKeyRing> rings(Path file) {
    var rings = new ArrayList<PGPPublicKeyRing>();
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw refused(file, "is larger than a key file can be", LARGEST_FILE + " bytes");
      }
      var stream = PGPUtil.getDecoderStream(new ByteArrayInputStream(Files.readAllBytes(file)));
      for (var object : new BcPGPObjectFactory(stream)) {
        if (object instanceof PGPPublicKeyRing ring) {
          rings.add(ring);
        }
      }
    } catch (IOException | RuntimeException unreadable) {
      if (unreadable instanceof HoldfastException refused) {
        throw refused;
      }
      throw refused(file, "cannot be read", String.valueOf(unreadable.getMessage()));
    }
    if (rings.isEmpty()) {
      throw refused(file, "holds no public key", "expected: an OpenPGP public key");
    }
    return rings;
  }

  String fingerprint() {
    return fingerprint(ring.getPublicKey());
  }

  static String fingerprint(PGPPublicKey key) {
    return HexFormat.of().withUpperCase().formatHex(key.getFingerprint());
  }

  /// Refuses a message that this key did not sign.
  ///
  /// @param signature a detached signature, armoured or not; of several, one by this key is enough
  void verify(byte[] message, byte[] signature, Instant now) {
    var signatures = signatures(signature);
    var ours = signatures.stream().filter(one -> signer(one).isPresent()).toList();
    if (ours.isEmpty()) {
      throw Problem.of(ProblemId.RELEASE_SIGNER, "The list of the release is signed by another key")
          .withEvidence(
              "signed by %s; pinned is %s of %s"
                  .formatted(
                      String.join(", ", signatures.stream().map(PinnedKey::keyId).toList()),
                      fingerprint(),
                      file))
          .withFix("ask the publisher whether the key has changed, and pin the new one only then")
          .asException();
    }
    var reasons = new ArrayList<String>();
    for (var one : ours) {
      var key = signer(one).orElseThrow();
      if (!holds(one, key, message)) {
        reasons.add("the signature of " + keyId(one) + " is not of this list");
        continue;
      }
      var why = standing.whyNot(key, one, now);
      if (why.isEmpty()) {
        return;
      }
      reasons.add(why.get());
    }
    throw Problem.of(ProblemId.RELEASE_SIGNATURE, "The signature over the release's list is wrong")
        .withEvidence(String.join("; ", reasons))
        .withFix(
            "run the build again; if it stays so, somebody between here and the publisher changes the list")
        .asException();
  }

  private static List<PGPSignature> signatures(byte[] bytes) {
    var found = new ArrayList<PGPSignature>();
    try {
      var stream = PGPUtil.getDecoderStream(new ByteArrayInputStream(bytes));
      for (var object : new BcPGPObjectFactory(stream)) {
        if (object instanceof PGPSignatureList list) {
          list.forEach(found::add);
        }
      }
    } catch (IOException | RuntimeException unreadable) {
      throw malformed(String.valueOf(unreadable.getMessage()));
    }
    if (found.isEmpty() || found.size() > 16) {
      throw malformed("it holds " + found.size() + " signatures");
    }
    return found;
  }

  private static HoldfastException malformed(String evidence) {
    return Problem.of(
            ProblemId.RELEASE_SIGNATURE, "The signature of the release is no OpenPGP signature")
        .withEvidence(evidence)
        .withFix("correct the address of \"signature\" in the appliance file")
        .asException();
  }

  /// The key of this ring that a signature names.
  private Optional<PGPPublicKey> signer(PGPSignature signature) {
    return Optional.ofNullable(ring.getPublicKey(signature.getKeyID()));
  }

  private static boolean holds(PGPSignature signature, PGPPublicKey key, byte[] message) {
    try {
      signature.init(new BcPGPContentVerifierBuilderProvider(), key);
      signature.update(message);
      return signature.verify();
    } catch (PGPException | RuntimeException wrong) {
      return false;
    }
  }

  private static String keyId(PGPSignature signature) {
    return "key " + HexFormat.of().withUpperCase().toHexDigits(signature.getKeyID());
  }

  private static void refuse(Path file, String why, String evidence) {
    throw refused(file, why, evidence);
  }

  private static HoldfastException refused(Path file, String why, String evidence) {
    return Problem.of(ProblemId.RELEASE_KEY, "The key file " + file + " " + why)
        .withEvidence(evidence)
        .withFix(
            "fetch the publisher's key from its own pages, compare the whole fingerprint, and put it there")
        .asException();
  }
}
