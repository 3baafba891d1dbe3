package io.holdfast.installer.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.vault.VaultKeys;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.SiteReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {
  private static final Site SITE =
      SiteReader.read(
          "site.yaml",
          """
          site: acme
          access: {user: ops, keyFile: key, sudo: password, sudoPasswordFile: sudo}
          vault: {passphraseFile: words}
          hosts:
            - {name: s1, address: 10.0.0.11, roles: [server, worker, lb]}
          """);

  @TempDir private Path home;

  private Path write(String name, String rights) throws Exception {
    var file = Files.writeString(home.resolve(name), "one\ntwo\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
  }

  @Test
  void warnsOfEachFileOfTheLoginThatOthersCanReadAndNamesTheCommand() throws Exception {
    var key = write("key", "rw-r--r--");
    var sudo = write("sudo", "rw-r-----");
    var warnings = SecretFiles.warnings(SITE.access(), home);
    assertThat(warnings)
        .extracting(Problem::what)
        .containsExactly(
            "The login's key file " + key + " can be read by other users",
            "The file for sudo " + sudo + " can be read by other users");
    assertThat(warnings.getLast().fix()).containsExactly("chmod 600 " + sudo);
    write("key", "rw-------");
    write("sudo", "r--------");
    assertThat(SecretFiles.warnings(SITE.access(), home)).isEmpty();
  }

  @Test
  void leavesAFileThatIsNotThereToWhoeverReadsIt() {
    assertThat(SecretFiles.warnings(SITE.access(), home)).isEmpty();
    assertThatThrownBy(() -> SecretFiles.sudoPasswordFile(home.resolve("sudo")).firstLine())
        .hasMessageContaining("HF-CFG-")
        .hasMessageContaining("The file for sudo");
  }

  @Test
  void refusesAKeyOfTheVaultThatOthersCanReadAndReadsTheFirstLineOfItsOwn() throws Exception {
    var words = write("words", "rw-rw-rw-");
    assertThatThrownBy(() -> VaultKeys.fetch(SITE.vault(), home))
        .hasMessageContaining(words + " can be read by other users");
    write("words", "rw-------");
    assertThat(VaultKeys.fetch(SITE.vault(), home)).isNotNull();
    assertThat(SecretFiles.ofVault(SITE.vault(), home).orElseThrow().firstLine().reveal())
        .isEqualTo("one");
  }
}
