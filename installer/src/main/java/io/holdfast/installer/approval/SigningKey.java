package io.holdfast.installer.approval;

import io.holdfast.installer.run.UserFile;
import io.holdfast.installer.ssh.ShellWords;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Approver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The ed25519 key of an approver, out of a file of OpenSSH that has no passphrase. For any other
/// key (with a passphrase, in an agent, on a token) `ssh-keygen` signs itself, and its line is
/// told.
///
/// Source of the form: `PROTOCOL.key` of OpenSSH.
public final class SigningKey {
  private static final String MAGIC = "openssh-key-v1\0";
  private static final String BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----";
  private static final String END = "-----END OPENSSH PRIVATE KEY-----";
  private static final int SEED = 32;
  private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");

  private final byte[] publicKey;
  private final PrivateKey privateKey;

  private SigningKey(byte[] publicKey, PrivateKey privateKey) {
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /// `plan` is the file to be signed, for the line that is told where this key cannot be used.
  public static SigningKey read(Path file, Path plan) {
    var text = new String(UserFile.read("The key", file), StandardCharsets.ISO_8859_1).strip();
    if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
      throw unusable(file, plan, "it is no private key of OpenSSH");
    }
    var body = text.substring(BEGIN.length(), text.length() - END.length()).replaceAll("\\s", "");
    try {
      return SshBytes.read(Base64.getDecoder().decode(body), SigningKey::parse)
          .orElseThrow(
              () ->
                  unusable(file, plan, "it has a passphrase, or is of another type than ed25519"));
    } catch (IllegalArgumentException notBase64) {
      throw unusable(file, plan, "it is damaged");
    }
  }

  private static Optional<SigningKey> parse(SshBytes in) {
    if (!in.startsWith(MAGIC) || !in.text().equals("none")) {
      return Optional.empty();
    }
    in.string();
    in.string();
    if (in.number() != 1) {
      return Optional.empty();
    }
    var publicKey = in.string();
    return SshBytes.read(in.string(), secret -> secret(publicKey, secret));
  }

  private static Optional<SigningKey> secret(byte[] publicKey, SshBytes in) {
    var check = in.number();
    var again = in.number();
    if (check != again || !in.text().equals(Approver.KEY_TYPE)) {
      return Optional.empty();
    }
    in.string();
    var seed = Arrays.copyOf(in.string(), SEED);
    var encoded = Arrays.copyOf(PKCS8, PKCS8.length + SEED);
    System.arraycopy(seed, 0, encoded, PKCS8.length, SEED);
    try {
      var key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return Optional.of(new SigningKey(publicKey, key));
    } catch (GeneralSecurityException malformed) {
      return Optional.empty();
    }
  }

  private static HoldfastException unusable(Path file, Path plan, String why) {
    return Problem.of(ProblemId.APPROVAL_KEY, "The key " + file + " cannot be used here: " + why)
        .withFix(
            ShellWords.join(
                List.of(
                    "ssh-keygen",
                    "-Y",
                    "sign",
                    "-n",
                    SshSignature.NAMESPACE,
                    "-f",
                    file.toString(),
                    plan.toString())),
            "mkdir -p "
                + ShellWords.join(List.of(Approvals.folder(plan).toString()))
                + " && mv "
                + ShellWords.join(List.of(plan + ".sig", Approvals.folder(plan) + "/NAME.sig")))
        .asException();
  }

  /// As it stands in a `.pub` file, without a comment.
  public String publicKey() {
    return Approver.KEY_TYPE + " " + Base64.getEncoder().encodeToString(publicKey);
  }

  /// The text of a signature file, as `ssh-keygen -Y verify` takes it.
  public String sign(byte[] message) {
    try {
      return SshSignature.sign(publicKey, privateKey, message);
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("a key that was read cannot sign", broken);
    }
  }
}
