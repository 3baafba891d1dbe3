package io.holdfast.installer.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// The key that opens a vault file, before it is made for a certain file.
///
/// Random bytes go through HKDF-SHA-256, which costs nothing; a passphrase goes through
/// PBKDF2-HMAC-SHA-512 with 600,000 rounds, which makes guessing dear. Both are salted per file.
public sealed interface VaultLock {
  int ROUNDS = 600_000;
  int SALT_BYTES = 16;

  /// As it stands in the file, so that a later release can still open it.
  String kind();

  SecretKey keyFor(byte[] salt) throws GeneralSecurityException;

  static byte[] newSalt() {
    var salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return salt;
  }

  /// At least 32 bytes that nobody can guess.
  final class RandomBytes implements VaultLock {
    private final byte[] bytes;

    public RandomBytes(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public String kind() {
      return "hkdf-sha256";
    }

    @Override
    public SecretKey keyFor(byte[] salt) throws GeneralSecurityException {
      var info = "holdfast vault 1".getBytes(StandardCharsets.US_ASCII);
      var parameters =
          HKDFParameterSpec.ofExtract().addIKM(bytes).addSalt(salt).thenExpand(info, 32);
      return KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters);
    }
  }

  /// A text that a person or a program gave.
  final class Passphrase implements VaultLock {
    private final char[] text;

    public Passphrase(char[] text) {
      this.text = text.clone();
    }

    @Override
    public String kind() {
      return "pbkdf2-hmac-sha512";
    }

    @Override
    public SecretKey keyFor(byte[] salt) throws GeneralSecurityException {
      var parameters = new PBEKeySpec(text, salt, ROUNDS, 256);
      try {
        var raw =
            SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                .generateSecret(parameters)
                .getEncoded();
        var key = new SecretKeySpec(raw, "AES");
        Arrays.fill(raw, (byte) 0);
        return key;
      } finally {
        parameters.clearPassword();
      }
    }
  }
}
