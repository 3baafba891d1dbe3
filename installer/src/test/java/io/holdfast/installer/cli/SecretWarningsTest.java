package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.installer.preflight.Finding;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files with secrets that other users of this machine can read, as the verbs tell of them.
class SecretWarningsTest {
  private static final String SITE =
      """
      site: acme
      access: {user: ops, keyFile: key}
      vault: {keyFile: vault.key}
      hosts:
        - {name: s1, address: 10.0.0.11, roles: [server, worker, lb]}
      """;

  @TempDir private Path home;

  private Path open(String name) throws Exception {
    var file = Files.writeString(home.resolve(name), "secret\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private Path site() throws Exception {
    return Files.writeString(home.resolve("site.yaml"), SITE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"preflight", "plan", "apply", "upgrade", "resume"})
  void areWarnedOfByEachVerb(String verb) throws Exception {
    var key = open("key");
    var err = new StringWriter();
    HoldfastCommand.commandLine()
        .setOut(new PrintWriter(new StringWriter(), true))
        .setErr(new PrintWriter(err, true))
        .execute(verb, "--site", site().toString(), "--state", home.resolve("state").toString());
    assertThat(err.toString())
        .containsOnlyOnce("warning: The login's key file " + key + " can be read by other users")
        .contains("chmod 600 " + key)
        .doesNotContain("secret\n");
  }

  @Test
  void areFoundInPreflightAndTheVaultsIsInTheWayBeforeThereIsAVault() throws Exception {
    var context = SiteContext.ofFile(home.resolve("state"), site());
    assertThat(PreflightCommand.files(context)).isEmpty();
    open("key");
    open("vault.key");
    assertThat(PreflightCommand.files(context))
        .extracting(Finding::level)
        .containsExactly(Finding.Level.FAIL, Finding.Level.WARN);
  }
}
