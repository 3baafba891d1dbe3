package io.holdfast.bundle.trust;

import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.format.Bytes;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// One signature file of a bundle: which key made it, and its raw bytes (Ed25519: 64 bytes; ECDSA:
/// DER). The file is `signatures/<key id>.<kind>`.
public record BundleSignature(String keyId, KeyKind kind, Bytes bytes) {
  private static final Pattern PATH =
      Pattern.compile(Pattern.quote(BundleLayout.SIGNATURES) + "([0-9a-f]{16})\\.(ed25519|ecdsa)");

  /// Reads the path of a signature file; empty when it is the path of something else.
  public static Optional<BundleSignature> at(String path, byte[] bytes) {
    var match = PATH.matcher(path);
    if (!match.matches()) {
      return Optional.empty();
    }
    var kind = KeyKind.valueOf(match.group(2).toUpperCase(Locale.ROOT));
    return Optional.of(new BundleSignature(match.group(1), kind, Bytes.of(bytes)));
  }

  /// Where it stands in the bundle.
  public String path() {
    return BundleLayout.SIGNATURES + keyId + "." + kind.word();
  }
}
