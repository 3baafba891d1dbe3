package io.holdfast.installer.vault;

import io.holdfast.installer.secret.SecretFile;
import io.holdfast.installer.secret.SecretFiles;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.VaultKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Fetches the vault's key from where `site.yaml` says it is. Paths are relative to that file's
/// folder.
public final class VaultKeys {
  private static final int LEAST_BYTES = 32;
  private static final int LARGEST = 64 << 10;

  private VaultKeys() {}

  public static VaultLock fetch(VaultKey key, Path folder) {
    var file = SecretFiles.ofVault(key, folder);
    file.ifPresent(SecretFile::requirePrivate);
    return switch (key) {
      case VaultKey.KeyFile _ -> randomBytes(file.orElseThrow());
      case VaultKey.PassphraseFile named ->
          passphrase(
              named.passphraseFile(),
              new String(file.orElseThrow().bytes(), StandardCharsets.UTF_8));
      case VaultKey.Command command ->
          passphrase(command.command().getFirst(), output(command.command(), folder));
    };
  }

  /// Opens a vault; a key that does not is named by where it came from.
  public static VaultFile.Opened open(byte[] vault, VaultKey key, Path folder) {
    var lock = fetch(key, folder);
    try {
      return VaultFile.open(vault, lock);
    } catch (HoldfastException wrong) {
      if (!wrong.has(ProblemId.VAULT_WRONG_KEY)) {
        throw wrong;
      }
      var named = wrong.first().withWhere(source(key, folder)).withFix(fixes(key, folder));
      throw HoldfastException.of(named, wrong);
    }
  }

  private static String source(VaultKey key, Path folder) {
    return switch (key) {
      case VaultKey.KeyFile file -> folder.resolve(file.keyFile()).toString();
      case VaultKey.PassphraseFile file -> folder.resolve(file.passphraseFile()).toString();
      case VaultKey.Command command -> command.command().getFirst();
    };
  }

  private static String[] fixes(VaultKey key, Path folder) {
    var right =
        switch (key) {
          case VaultKey.KeyFile _ ->
              "bring the key file that the vault was made with to " + source(key, folder);
          case VaultKey.PassphraseFile _ ->
              "write the passphrase that the vault was made with into the first line of "
                  + source(key, folder);
          case VaultKey.Command _ ->
              "have " + source(key, folder) + " print the passphrase that the vault was made with";
        };
    return new String[] {
      right,
      "holdfast attach USER@SERVER --known-hosts FILE   # fetches the vault of a site that runs"
    };
  }

  private static VaultLock randomBytes(SecretFile file) {
    var bytes = file.bytes();
    if (bytes.length < LEAST_BYTES) {
      throw Problem.of(
              ProblemId.VALUE_REFUSED,
              "The vault's key file has " + bytes.length + " bytes; it needs 32 or more")
          .withFix("openssl rand -out " + file.path() + " 32")
          .asException();
    }
    return new VaultLock.RandomBytes(bytes);
  }

  private static VaultLock passphrase(String source, String text) {
    var line = text.lines().findFirst().orElse("");
    if (line.isEmpty()) {
      throw Problem.of(ProblemId.VALUE_REFUSED, source + " gives an empty passphrase for the vault")
          .asException();
    }
    return new VaultLock.Passphrase(line.toCharArray());
  }

  private static String output(List<String> command, Path folder) {
    try {
      var process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      process.getOutputStream().close();
      var text = new String(process.getInputStream().readNBytes(LARGEST), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroy();
        throw new IOException("it did not end with exit code 0");
      }
      return text;
    } catch (IOException failed) {
      throw HoldfastException.of(
          Problem.of(
                  ProblemId.FILE_NOT_READABLE,
                  "The command for the vault's key, " + command.getFirst() + ", failed")
              .withEvidence(String.valueOf(failed.getMessage())),
          failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw HoldfastException.of(
          ProblemId.FILE_NOT_READABLE, "The command for the vault's key was interrupted");
    }
  }
}
