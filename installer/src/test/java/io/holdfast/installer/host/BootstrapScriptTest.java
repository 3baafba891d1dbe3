package io.holdfast.installer.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real script that starts the runner, with a runner that tells how it was started.
class BootstrapScriptTest {
  @TempDir private Path folder;

  private String start(String data) throws IOException {
    var runner = folder.resolve("agent/1-a/bin/holdfast-agent");
    Files.createDirectories(runner.resolveSibling("."));
    Files.writeString(runner, "#!/bin/sh\necho \"$# $*\"\n");
    Files.setPosixFilePermissions(runner, PosixFilePermissions.fromString("rwxr-xr-x"));
    var script = Files.writeString(folder.resolve("b.sh"), Scripts.named("bootstrap.sh"));
    var process =
        new ProcessBuilder(
                "sh", script.toString(), "look", folder.toString(), "1-a", "marker", data)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void tellsTheRunnerWhereTheDataOfItsSiteLies() throws IOException {
    assertThat(start("/data/holdfast"))
        .isEqualTo("RUN wanted\n4 --data /data/holdfast runner marker\n");
  }

  @Test
  void startsARunnerOfAnyAgeWhereTheDataLiesAsUsual() throws IOException {
    assertThat(start("/var/lib/holdfast")).isEqualTo("RUN wanted\n2 runner marker\n");
  }
}
