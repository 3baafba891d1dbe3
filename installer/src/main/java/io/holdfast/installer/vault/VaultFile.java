package io.holdfast.installer.vault;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Secret;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// The form of a vault outside memory: a readable head and AES-256-GCM over canonical JSON.
///
/// The head (site, version, salt, nonce) is bound to the content: changing it makes the file
/// unreadable. Each save takes a fresh nonce. The derived key is kept while the program runs, so
/// that saving again does not cost the passphrase's rounds again.
public final class VaultFile {
  private static final String SCHEMA = "holdfast/vault/1";
  private static final int TAG_BITS = 128;

  private final String kind;
  private final byte[] salt;
  private final SecretKey key;

  private VaultFile(String kind, byte[] salt, SecretKey key) {
    this.kind = kind;
    this.salt = salt;
    this.key = key;
  }

  /// What stands readable in a vault file.
  public record Head(
      String schema,
      String siteId,
      long version,
      String kdf,
      int rounds,
      String salt,
      String nonce) {}

  record Document(Head head, String sealed) {}

  record Content(String siteId, SortedMap<String, String> secrets) {}

  /// A vault together with what is needed to save it again.
  public record Opened(Vault vault, VaultFile file) {}

  /// For a vault that does not exist yet.
  public static VaultFile create(VaultLock lock) {
    var salt = VaultLock.newSalt();
    try {
      return new VaultFile(lock.kind(), salt, lock.keyFor(salt));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The head of a vault file, which needs no key; for choosing the newest of several copies.
  public static Head head(byte[] bytes) {
    return document(bytes).head();
  }

  public static Opened open(byte[] bytes, VaultLock lock) {
    var document = document(bytes);
    var salt = Base64.getDecoder().decode(document.head().salt());
    try {
      if (!document.head().kdf().equals(lock.kind())) {
        throw wrongKey("the vault was made with " + document.head().kdf());
      }
      var file = new VaultFile(lock.kind(), salt, lock.keyFor(salt));
      return new Opened(file.unseal(document), file);
    } catch (GeneralSecurityException wrong) {
      throw HoldfastException.of(wrongKey("").first(), wrong);
    }
  }

  private static HoldfastException wrongKey(String evidence) {
    var problem =
        Problem.of(ProblemId.VAULT_WRONG_KEY, "The key given in site.yaml does not open the vault");
    return (evidence.isEmpty() ? problem : problem.withEvidence(evidence)).asException();
  }

  private static Document document(byte[] bytes) {
    var document = Json.read(bytes, Document.class);
    if (!document.head().schema().equals(SCHEMA)) {
      throw Problem.of(
              ProblemId.VAULT_WRONG_KEY,
              "The vault has the form "
                  + document.head().schema()
                  + ", this program reads "
                  + SCHEMA)
          .asException();
    }
    return document;
  }

  private Vault unseal(Document document) throws GeneralSecurityException {
    var head = document.head();
    var cipher = cipher(Cipher.DECRYPT_MODE, head);
    var content =
        Json.read(cipher.doFinal(Base64.getDecoder().decode(document.sealed())), Content.class);
    var secrets = new TreeMap<String, Secret>();
    content.secrets().forEach((name, value) -> secrets.put(name, Secret.of(value)));
    return new Vault(content.siteId(), head.version(), secrets);
  }

  /// The bytes of the file.
  public byte[] seal(Vault vault) {
    var nonce = new byte[12];
    new SecureRandom().nextBytes(nonce);
    var head =
        new Head(
            SCHEMA,
            vault.siteId(),
            vault.version(),
            kind,
            VaultLock.ROUNDS,
            base64(salt),
            base64(nonce));
    var values = new TreeMap<String, String>();
    vault.names().forEach(name -> values.put(name, vault.secret(name).reveal()));
    try {
      var sealed =
          cipher(Cipher.ENCRYPT_MODE, head)
              .doFinal(Json.canonical(new Content(vault.siteId(), values)));
      return Json.canonical(new Document(head, base64(sealed)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Cipher cipher(int mode, Head head) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, key, new GCMParameterSpec(TAG_BITS, Base64.getDecoder().decode(head.nonce())));
    cipher.updateAAD(Json.canonical(head));
    return cipher;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
