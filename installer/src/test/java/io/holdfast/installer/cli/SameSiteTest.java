package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SameSiteTest {
  @TempDir private Path folder;
  private SiteFolder known = SiteFolder.of(Path.of("unset"), "shop");

  @BeforeEach
  void open() throws IOException {
    known = SiteFolder.of(folder.resolve("state"), "shop");
    Files.write(folder.resolve("vault.key"), new byte[32]);
    Files.setPosixFilePermissions(
        folder.resolve("vault.key"), PosixFilePermissions.fromString("rw-------"));
  }

  private SiteContext file(String name, int... servers) throws IOException {
    var text =
        new StringBuilder(
            """
            site: shop
            access: {user: ops, keyFile: key}
            vault: {keyFile: vault.key}
            hosts:
              - {name: w1, address: 10.0.9.9, roles: [worker, lb]}
            """);
    for (var server : servers) {
      text.append("  - {name: s%1$d, address: 10.0.0.%1$d, roles: [server]}\n".formatted(server));
    }
    var file = Files.writeString(folder.resolve(name), text);
    return SiteContext.ofFile(folder.resolve("state"), file);
  }

  private void install(SiteContext production) {
    var vault = KeptVault.findOrMake(production);
    vault.save(vault.vault());
    known.saveSiteText(production.text().getBytes(StandardCharsets.UTF_8));
    new KeptRuns(known).add("install", "1.0", 0);
  }

  @Test
  void givesACopyOfTheSiteFileForOtherServersNotTheVaultOfTheFirst() throws Exception {
    install(file("site.yaml", 11, 12, 13));
    var copy = file("test.yaml", 21, 22, 23);
    assertThatThrownBy(() -> KeptVault.find(copy))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.has(ProblemId.SITE_NAME_TAKEN)).isTrue();
              assertThat(refused.first().toText()).contains("10.0.0.11", "10.0.0.21", "site: in");
            });
    assertThatThrownBy(() -> KeptVault.findOrMake(copy)).hasMessageContaining("HF-CFG-021");
  }

  @Test
  void knowsTheClusterOfWhichAServerWasReplaced() throws Exception {
    install(file("site.yaml", 11, 12, 13));
    assertThat(KeptVault.find(file("site.yaml", 12, 13, 14))).isPresent();
  }

  @Test
  void letsASiteChangeThatNoRunHasBegunToInstall() throws Exception {
    var planned = KeptVault.findOrMake(file("site.yaml", 11));
    planned.save(planned.vault());
    known.saveSiteText(planned.context().text().getBytes(StandardCharsets.UTF_8));
    var corrected = file("site.yaml", 21);
    assertThatCode(() -> KeptVault.find(corrected)).doesNotThrowAnyException();
  }

  @Test
  void opensNoSiteThatANewerHoldfastWorkedOn() throws IOException {
    var run = Files.createDirectories(known.run("20261122-084442-upgrade-3fa9").path());
    Files.writeString(run.resolve("run.json"), "{\"state\":{\"version\":2,\"program\":\"0.3.0\"}}");
    assertThatThrownBy(() -> file("site.yaml", 11)).hasMessageContaining("HF-VER-006");
  }
}
