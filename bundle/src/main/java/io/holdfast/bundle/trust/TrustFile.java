package io.holdfast.bundle.trust;

import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Whose bundles a site accepts. It comes to the customer apart from any bundle, and nothing in a
/// bundle can change it. A bundle is accepted when both signatures of one and the same signer
/// verify; a revoked key counts for nothing.
public final class TrustFile {
  private static final String SCHEMA = "holdfast/trust/1";
  private static final int MAX_SIZE = 1024 * 1024;

  private final List<Signer> signers;
  private final Set<String> revoked;

  private TrustFile(List<Signer> signers, Set<String> revoked) {
    this.signers = List.copyOf(signers);
    this.revoked = Set.copyOf(revoked);
  }

  private record Text(String schema, List<SignerText> signers, List<String> revoked) {}

  private record SignerText(String name, KeyText ed25519, KeyText ecdsa) {}

  private record KeyText(String id, String key) {}

  public static TrustFile of(Signer signer) {
    return new TrustFile(List.of(signer), Set.of());
  }

  /// Reads a trust file. It is JSON: for each signer the two keys as base64 of their
  /// SubjectPublicKeyInfo, each with its id, and the ids of revoked keys.
  public static TrustFile read(Path file) {
    try {
      if (Files.size(file) > MAX_SIZE) {
        throw new IllegalArgumentException("larger than 1 MiB");
      }
      var text = Json.read(Files.readAllBytes(file), Text.class);
      if (!SCHEMA.equals(text.schema)) {
        throw new IllegalArgumentException("schema is not " + SCHEMA);
      }
      var signers = text.signers.stream().map(TrustFile::signer).toList();
      return new TrustFile(signers, text.revoked == null ? Set.of() : Set.copyOf(text.revoked));
    } catch (IOException e) {
      throw unusable(file, "cannot be read (" + e.getClass().getSimpleName() + ")", e);
    } catch (RuntimeException e) {
      throw unusable(file, "is not a trust file", e);
    }
  }

  private static HoldfastException unusable(Path file, String why, Exception cause) {
    var problem =
        Problem.of(ProblemId.TRUST_FILE, "The trust file " + file + " " + why)
            .withFix("ask the vendor for the trust file; it comes apart from the bundle");
    return HoldfastException.of(
        cause.getMessage() == null ? problem : problem.withEvidence(cause.getMessage()), cause);
  }

  private static Signer signer(SignerText text) {
    return new Signer(
        text.name, key(KeyKind.ED25519, text.ed25519), key(KeyKind.ECDSA, text.ecdsa));
  }

  private static PublicSigningKey key(KeyKind kind, KeyText text) {
    var key = PublicSigningKey.of(kind, Base64.getDecoder().decode(text.key));
    if (!key.id().equals(text.id)) {
      throw new IllegalArgumentException("key " + text.id + " has in truth the id " + key.id());
    }
    return key;
  }

  /// Writes it in the form that `read` takes.
  public void write(Path file) {
    var text =
        new Text(
            SCHEMA,
            signers.stream().map(TrustFile::text).toList(),
            revoked.stream().sorted().toList());
    try {
      Files.write(file, Json.canonical(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SignerText text(Signer signer) {
    return new SignerText(signer.name(), text(signer.ed25519()), text(signer.ecdsa()));
  }

  private static KeyText text(PublicSigningKey key) {
    return new KeyText(key.id(), Base64.getEncoder().encodeToString(key.encoded()));
  }

  /// A copy that no longer accepts the keys with these ids.
  public TrustFile withRevoked(Set<String> keyIds) {
    return new TrustFile(signers, keyIds);
  }

  /// A copy that accepts this signer too, as for the time of a change of keys.
  public TrustFile withSigner(Signer signer) {
    var more = new java.util.ArrayList<>(signers);
    more.add(signer);
    return new TrustFile(more, revoked);
  }

  public List<Signer> signers() {
    return signers;
  }

  /// Finds the signer whose both signatures verify over the message of this index digest.
  ///
  /// @throws HoldfastException when there is none: unsigned, unknown keys, or a wrong signature
  public Signer verify(String indexSha256, List<BundleSignature> signatures) {
    if (signatures.isEmpty()) {
      throw refusal(ProblemId.BUNDLE_UNSIGNED, "The bundle carries no signature", signatures);
    }
    var message = BundleLayout.signedMessage(indexSha256).getBytes(StandardCharsets.US_ASCII);
    boolean known = false;
    for (var signer : signers) {
      var ed25519 = find(signer.ed25519(), signatures);
      var ecdsa = find(signer.ecdsa(), signatures);
      known |= !ed25519.isEmpty() || !ecdsa.isEmpty();
      if (holds(signer.ed25519(), ed25519, message) && holds(signer.ecdsa(), ecdsa, message)) {
        return signer;
      }
    }
    if (known) {
      throw refusal(
          ProblemId.WRONG_SIGNATURE, "A signature of the bundle is wrong or missing", signatures);
    }
    throw refusal(
        ProblemId.UNKNOWN_SIGNER,
        "The bundle is signed by nobody whom the trust file names",
        signatures);
  }

  private List<BundleSignature> find(PublicSigningKey key, List<BundleSignature> signatures) {
    return signatures.stream()
        .filter(s -> s.kind() == key.kind() && s.keyId().equals(key.id()))
        .filter(s -> !revoked.contains(s.keyId()))
        .toList();
  }

  private static boolean holds(
      PublicSigningKey key, List<BundleSignature> signatures, byte[] message) {
    return signatures.size() == 1 && key.verifies(message, signatures.getFirst().bytes().toArray());
  }

  private HoldfastException refusal(ProblemId id, String what, List<BundleSignature> signatures) {
    var found = signatures.stream().map(BundleSignature::path).collect(Collectors.joining(", "));
    var trusted =
        signers.stream()
            .map(s -> s.name() + " (" + s.ed25519().id() + ", " + s.ecdsa().id() + ")")
            .collect(Collectors.joining(", "));
    return Problem.of(id, what)
        .withEvidence("found: " + (found.isEmpty() ? "none" : found) + "; trusted: " + trusted)
        .withFix("copy the bundle again, or ask the vendor who signed it")
        .asException();
  }
}
