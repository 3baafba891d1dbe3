package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.SiteReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachCommandTest {
  private static final byte[] PINS = {1, 2};

  @TempDir private Path folder;

  @Test
  void writesPinnedKeysBesideTheSiteFileOnly() throws Exception {
    var home = Files.createDirectory(folder.resolve("home"));
    AttachCommand.placePins(home, "known_hosts", PINS);
    assertThat(home.resolve("known_hosts")).hasBinaryContent(PINS);
    for (var name : new String[] {"../known_hosts", folder.resolve("x").toString(), ".."}) {
      assertThatThrownBy(() -> AttachCommand.placePins(home, name, PINS))
          .isInstanceOfSatisfying(
              HoldfastException.class,
              refused -> assertThat(refused.has(ProblemId.VALUE_REFUSED)).isTrue());
    }
    assertThat(folder).isDirectoryNotContaining("glob:**/known_hosts");
  }

  @Test
  void takesAnyPlaceWhoseFileSaysTheSameAlready() throws Exception {
    var elsewhere = Files.write(folder.resolve("keys"), PINS);
    AttachCommand.placePins(folder.resolve("home"), elsewhere.toString(), PINS);
    assertThat(elsewhere).hasBinaryContent(PINS);
  }

  @Test
  void readsALoginAndRefusesWhatIsNone() {
    assertThat(Login.of("ops@10.0.0.1")).isEqualTo(new Login("ops", "10.0.0.1", 22));
    assertThat(Login.of("ops@s1:2222")).isEqualTo(new Login("ops", "s1", 2222));
    for (var text : new String[] {"ops", "@s1", "ops@s1:", "ops@s1:ssh", "ops@s1:0", "a@b:99999"}) {
      assertThatThrownBy(() -> Login.of(text))
          .as(text)
          .isInstanceOfSatisfying(
              HoldfastException.class,
              refused -> assertThat(refused.has(ProblemId.USAGE_WRONG)).isTrue());
    }
  }

  @Test
  void namesTheFilesWithSecretsThatAreStillToBeBrought() throws Exception {
    var site =
        SiteReader.read(
            "site.yaml",
            """
            site: acme
            access: {user: ops, keyFile: key, sudo: password, sudoPasswordFile: sudo}
            vault: {passphraseFile: words}
            hosts:
              - {name: s1, address: 10.0.0.11, roles: [server, worker, lb]}
            """);
    Files.writeString(folder.resolve("key"), "");
    assertThat(AttachCommand.toBring(site, folder))
        .containsExactly(
            folder.resolve("words") + "   # vault.passphraseFile",
            folder.resolve("sudo") + "   # access.sudoPasswordFile");
  }
}
