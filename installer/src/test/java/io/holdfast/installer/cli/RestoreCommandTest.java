package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.run.SiteFolder;
import io.holdfast.installer.run.SnapshotFolder;
import io.holdfast.installer.vault.SiteSecrets;
import io.holdfast.installer.vault.Vault;
import io.holdfast.installer.vault.VaultFile;
import io.holdfast.installer.vault.VaultLock;
import io.holdfast.templates.site.SiteReader;
import io.holdfast.templates.text.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is seen of snapshots where no host can be asked.
class RestoreCommandTest {
  private static final byte[] VAULT_KEY = new byte[32];
  private static final String SITE =
      """
      site: acme
      access: {user: ops, keyFile: key}
      vault: {keyFile: vault.key}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server]}
      """;
  private static final String SAVED =
      """
      {"product":"consul","version":"1.15.3","file":"consul","sha256":"ab12","bytes":5,
       "index":40,"term":2}\
      """;

  private final Vault vault =
      new SiteSecrets(new SecureRandom(), Instant.now())
          .complete(SiteReader.read("site.yaml", SITE), Vault.empty("acme-1"));
  private final Typed typed = new Typed();
  @TempDir private Path folder;

  @BeforeEach
  void site() throws IOException {
    Files.write(folder.resolve("vault.key"), VAULT_KEY);
    Files.setPosixFilePermissions(
        folder.resolve("vault.key"), PosixFilePermissions.fromString("rw-------"));
    Files.writeString(folder.resolve("site.yaml"), SITE);
    var file = VaultFile.create(new VaultLock.RandomBytes(VAULT_KEY));
    state().saveVault(file.seal(vault));
  }

  private SiteFolder state() {
    return SiteFolder.of(folder.resolve("state"), "acme");
  }

  private SnapshotFolder ofRun(String run) {
    return state().snapshots(run, vault);
  }

  private int restore(String... arguments) {
    var all = new ArrayList<>(List.of("restore"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--site", folder.resolve("site.yaml").toString()));
    all.addAll(List.of("--state", folder.resolve("state").toString()));
    return typed.run(all);
  }

  private void save(String run) throws IOException {
    ofRun(run).write("consul", new ByteArrayInputStream(new byte[5]));
    ofRun(run).keep("consul", SAVED);
  }

  @Test
  void listsWhatIsSavedOldestFirstAndNothingUnfinished() throws IOException {
    assertThat(restore()).isZero();
    assertThat(typed.err()).contains("Nothing is saved.", "Not known of s1: HF-");
    save("20261122-020000-upgrade-0002");
    save("20261122-010000-upgrade-0001");
    ofRun("20261122-030000-upgrade-0003").write("consul", new ByteArrayInputStream(new byte[5]));
    assertThat(restore()).isZero();
    assertThat(typed.out().lines())
        .containsExactly(
            "20261122-010000-upgrade-0001-consul  consul 1.15.3 at index 40 of term 2, 5 bytes,"
                + " SHA-256 ab12; kept here",
            "20261122-020000-upgrade-0002-consul  consul 1.15.3 at index 40 of term 2, 5 bytes,"
                + " SHA-256 ab12; kept here");
  }

  @Test
  void refusesASnapshotThatIsKeptNowhereAndNamesThoseThatAre() throws IOException {
    save("20261122-010000-upgrade-0001");
    assertThat(restore("20261122-010000-upgrade-0001-nomad")).isEqualTo(2);
    assertThat(typed.err())
        .contains("There is no snapshot 20261122-010000-upgrade-0001-nomad")
        .contains("there are: 20261122-010000-upgrade-0001-consul")
        .contains("holdfast restore --site", "   # lists them");
  }

  @Test
  void tellsScriptsWhereEachIsKeptAndWhoGaveNoAnswer() throws IOException {
    save("20261122-010000-upgrade-0001");
    assertThat(restore("--output", "json")).isZero();
    var result = Json.readTree(typed.out().lines().toList().getLast());
    assertThat(result.path("schema").asString()).isEqualTo("holdfast/restore/1");
    var only = result.path("snapshots").get(0);
    assertThat(only.path("file").asString()).isEqualTo("20261122-010000-upgrade-0001-consul");
    assertThat(only.path("kept")).hasSize(1);
    assertThat(only.path("kept").get(0).asString()).isEqualTo("here");
    assertThat(result.path("notes").get(0).asString()).startsWith("Not known of s1: HF-");
  }

  @Test
  void saysThatASnapshotIsDamagedHereAndKeptNowhereElse() throws IOException {
    save("20261122-010000-upgrade-0001");
    restore("20261122-010000-upgrade-0001-consul", "--yes-restore", "acme");
    assertThat(typed.err())
        .contains("20261122-010000-upgrade-0001-consul is damaged on this machine: its digest is")
        .contains("HF-API-003");
  }

  @Test
  void refusesTheNameOfAnotherSiteBeforeAnythingElse() throws IOException {
    save("20261122-010000-upgrade-0001");
    assertThat(restore("20261122-010000-upgrade-0001-consul", "--yes-restore", "other"))
        .isEqualTo(2);
    assertThat(typed.err()).contains("--yes-restore names other, the site is acme");
  }
}
