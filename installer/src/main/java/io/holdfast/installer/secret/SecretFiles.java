package io.holdfast.installer.secret;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.site.Access;
import io.holdfast.templates.site.VaultKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The secret files that a site names, relative to the folder of its site file. Other users of this
/// machine should be able to read none of them: of those for the login that is a warning, for the
/// vault is sealed with none of them; the vault's own is refused.
public final class SecretFiles {
  private SecretFiles() {}

  /// Those by which the login proves itself and becomes root.
  public static List<SecretFile> ofLogin(Access access, Path folder) {
    return Stream.of(
            access.keyFile().map(name -> keyFile(folder.resolve(name))),
            access.passwordFile().map(name -> passwordFile(folder.resolve(name))),
            access.sudoPasswordFile().map(name -> sudoPasswordFile(folder.resolve(name))))
        .flatMap(Optional::stream)
        .toList();
  }

  /// What to warn of.
  public static List<Problem> warnings(Access access, Path folder) {
    return ofLogin(access, folder).stream().flatMap(file -> file.openness().stream()).toList();
  }

  /// That which the vault opens by; none where a program tells it.
  public static Optional<SecretFile> ofVault(VaultKey key, Path folder) {
    return switch (key) {
      case VaultKey.KeyFile file ->
          Optional.of(vaultFile(folder.resolve(file.keyFile()), "vault.keyFile"));
      case VaultKey.PassphraseFile file ->
          Optional.of(vaultFile(folder.resolve(file.passphraseFile()), "vault.passphraseFile"));
      case VaultKey.Command _ -> Optional.empty();
    };
  }

  public static SecretFile keyFile(Path path) {
    return new SecretFile("The login's key file", path, "access.keyFile");
  }

  public static SecretFile passwordFile(Path path) {
    return new SecretFile("The login's password file", path, "access.passwordFile");
  }

  public static SecretFile sudoPasswordFile(Path path) {
    return new SecretFile("The file for sudo", path, "access.sudoPasswordFile");
  }

  private static SecretFile vaultFile(Path path, String key) {
    return new SecretFile("The vault's key file", path, key);
  }
}
