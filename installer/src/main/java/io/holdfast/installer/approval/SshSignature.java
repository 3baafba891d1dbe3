package io.holdfast.installer.approval;

import io.holdfast.templates.site.Approver;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// A signature as `ssh-keygen -Y sign` makes it, of an ed25519 key, for plans only: the namespace
/// is `holdfast-plan`, so that nothing that was signed for another purpose counts.
///
/// Source of the form: `PROTOCOL.sshsig` of OpenSSH.
final class SshSignature {
  static final String NAMESPACE = "holdfast-plan";
  private static final String MAGIC = "SSHSIG";
  private static final String HASH = "sha512";
  private static final int VERSION = 1;
  private static final int KEY_BYTES = 32;

  /// OpenSSH writes 70 characters to a line; any width is read.
  private static final int WIDTH_OF_FOUR = 68;

  private static final String BEGIN = "-----BEGIN SSH SIGNATURE-----";
  private static final String END = "-----END SSH SIGNATURE-----";

  /// What goes before the 32 bytes of an ed25519 key in an X.509 structure (RFC 8410, section 4).
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private final byte[] key;
  private final String hash;
  private final byte[] bytes;

  private SshSignature(byte[] key, String hash, byte[] bytes) {
    this.key = key;
    this.hash = hash;
    this.bytes = bytes;
  }

  /// The signature in the text of a file; empty where it is none, of another namespace or of
  /// another kind of key.
  static Optional<SshSignature> parse(String armored) {
    var text = armored.strip();
    if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
      return Optional.empty();
    }
    var body = text.substring(BEGIN.length(), text.length() - END.length()).replaceAll("\\s", "");
    return decode(body).flatMap(blob -> SshBytes.read(blob, SshSignature::read));
  }

  private static Optional<byte[]> decode(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static Optional<SshSignature> read(SshBytes in) {
    if (!in.startsWith(MAGIC) || in.number() != VERSION) {
      return Optional.empty();
    }
    var key = in.string();
    var namespace = in.text();
    in.string();
    var hash = in.text();
    var signature = in.string();
    var isOurs = namespace.equals(NAMESPACE) && (hash.equals("sha512") || hash.equals("sha256"));
    return isOurs && in.isAtEnd()
        ? strings(signature).map(bytes -> new SshSignature(key, hash, bytes))
        : Optional.empty();
  }

  /// The second of two strings, the first of which is the type of the key.
  private static Optional<byte[]> strings(byte[] blob) {
    return SshBytes.read(
        blob,
        in -> {
          var isEd25519 = in.text().equals(Approver.KEY_TYPE);
          var bytes = in.string();
          return isEd25519 && in.isAtEnd() ? Optional.of(bytes) : Optional.empty();
        });
  }

  /// The public key that it names, as it stands in a `.pub` file.
  String publicKey() {
    return Approver.KEY_TYPE + " " + Base64.getEncoder().encodeToString(key);
  }

  /// Whether that key signed this message.
  boolean isOf(byte[] message) {
    try {
      var verifier = Signature.getInstance("Ed25519");
      var known = publicKey(key);
      if (known.isEmpty()) {
        return false;
      }
      verifier.initVerify(known.get());
      verifier.update(signed(message, hash));
      return verifier.verify(bytes);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private static Optional<PublicKey> publicKey(byte[] blob) throws GeneralSecurityException {
    var raw = strings(blob).filter(bytes -> bytes.length == KEY_BYTES);
    if (raw.isEmpty()) {
      return Optional.empty();
    }
    var encoded = new byte[X509.length + KEY_BYTES];
    System.arraycopy(X509, 0, encoded, 0, X509.length);
    System.arraycopy(raw.get(), 0, encoded, X509.length, KEY_BYTES);
    return Optional.of(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
  }

  /// The text of a signature file; `publicKey` is the blob of the public half.
  static String sign(byte[] publicKey, PrivateKey key, byte[] message)
      throws GeneralSecurityException {
    var signer = Signature.getInstance("Ed25519");
    signer.initSign(key);
    signer.update(signed(message, HASH));
    var signature = SshBytes.of("", SshBytes.utf8(Approver.KEY_TYPE), signer.sign());
    var blob =
        SshBytes.of(
            MAGIC + "\0\0\0\1",
            publicKey,
            SshBytes.utf8(NAMESPACE),
            new byte[0],
            SshBytes.utf8(HASH),
            signature);
    var base64 = Base64.getMimeEncoder(WIDTH_OF_FOUR, new byte[] {'\n'}).encode(blob);
    return BEGIN + "\n" + new String(base64, StandardCharsets.US_ASCII) + "\n" + END + "\n";
  }

  private static byte[] signed(byte[] message, String hash) throws NoSuchAlgorithmException {
    var digest = MessageDigest.getInstance(hash.equals("sha256") ? "SHA-256" : "SHA-512");
    return SshBytes.of(
        MAGIC, SshBytes.utf8(NAMESPACE), new byte[0], SshBytes.utf8(hash), digest.digest(message));
  }
}
