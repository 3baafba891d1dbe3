package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserFileTest {
  @TempDir private Path folder;

  private static void refused(ThrowingCallable use, ProblemId id, String evidence) {
    assertThatThrownBy(use)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.exitCode()).isEqualTo(2);
              assertThat(refused.first().id()).isEqualTo(id);
              assertThat(refused.first().evidence().orElse("")).contains(evidence);
            });
  }

  @Test
  void aPlaceThatCannotBeUsedIsNoMistakeOfTheProgram() throws Exception {
    var missing = folder.resolve("no/such");
    var file = Files.writeString(folder.resolve("file"), "x");
    refused(() -> UserFile.read("The plan", missing), ProblemId.FILE_NOT_READABLE, "no such file");
    refused(() -> UserFile.read("The plan", folder), ProblemId.FILE_NOT_READABLE, "directory");
    refused(
        () -> UserFile.write("The plan", missing, new byte[1]),
        ProblemId.FILE_NOT_WRITABLE,
        "no such file or folder");
    refused(
        () -> UserFile.write("The plan", folder, new byte[1]),
        ProblemId.FILE_NOT_WRITABLE,
        "directory");
    refused(() -> UserFile.makeFolder(file), ProblemId.FILE_NOT_WRITABLE, "no folder");
  }

  @Test
  void attachReadsTheHostKeysBeforeItAsksAnybody() {
    var err = new java.io.StringWriter();
    var exit =
        HoldfastCommand.commandLine()
            .setErr(new java.io.PrintWriter(err, true))
            .execute("attach", "ops@127.0.0.1:1", "--known-hosts", folder.resolve("x").toString());
    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("HF-CFG-006").contains("host keys");
  }
}
