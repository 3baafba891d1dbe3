package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailuresTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path folder;

  private int run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    if (arguments.length > 1) {
      all.addAll(List.of("--state", folder.resolve("state").toString()));
    }
    return HoldfastCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private List<String> outLines() {
    return out.toString().lines().toList();
  }

  @Test
  void tellsPeopleWhatFailedAndHowToGoOn() {
    assertThat(run("explain", "HF-QUO-999")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("HF-CLI-001 There is no error HF-QUO-999")
        .contains("HF-QUO-001")
        .contains("holdfast explain HF-CLI-001");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void tellsScriptsTheSameWithTheResultLast() {
    assertThat(run("explain", "nonsense", "--output", "json")).isEqualTo(2);
    var error = Json.readTree(outLines().getFirst());
    assertThat(error.path("type").asString()).isEqualTo("error");
    assertThat(error.path("id").asString()).isEqualTo("HF-CLI-001");
    var result = Json.readTree(outLines().getLast());
    assertThat(result.path("schema").asString()).isEqualTo("holdfast/explain/1");
    assertThat(result.path("type").asString()).isEqualTo("result");
    assertThat(result.path("exitCode").asInt()).isEqualTo(2);
  }

  @Test
  void answersAMisspeltFlagWithExitCode2AndANearName() {
    assertThat(run("bundle", "digest", "x", "--mesage")).isEqualTo(2);
    assertThat(err.toString()).contains("--mesage").contains("--message");
  }

  @Test
  void neverShowsAStackTraceAndKeepsItInTheLog() throws Exception {
    assertThat(run("bundle", "digest", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("HF-BND-006").doesNotContain("\tat ");
    var log = Files.readString(folder.resolve("state/log/holdfast.0.log"));
    assertThat(log).contains("HF-BND-006");
  }

  @Test
  void takesAPlaceThatCannotBeWrittenForTheUsersMatter() throws Exception {
    var file = Files.writeString(folder.resolve("file"), "x");
    assertThat(run("bundle", "keygen", "--out", file.resolve("keys").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("HF-CFG-020").contains("ls -ld").doesNotContain("HF-INT");
  }

  @Test
  void keepsStackTracesOffTheScreenForVerbsWithoutAStateFolder() {
    var root = java.util.logging.Logger.getLogger("");
    var console = new java.util.logging.ConsoleHandler();
    root.addHandler(console);
    LogFile.keepOffTheScreen(folder);
    assertThat(root.getHandlers()).doesNotContain(console);
  }

  @Test
  void givesADigestForAKeyedBundleFolder() {
    assertThat(
            run("bundle", "keygen", "--out", folder.resolve("keys").toString(), "--output", "json"))
        .isZero();
    assertThat(Json.readTree(outLines().getLast()).path("schema").asString())
        .isEqualTo("holdfast/bundle-keygen/1");
    assertThat(out.toString()).doesNotContain("PRIVATE");
  }

  @ParameterizedTest
  @EnumSource(ProblemId.class)
  void explainsEveryError(ProblemId id) {
    assertThat(run("explain", id.code())).isZero();
    assertThat(out.toString()).contains(id.code());
    assertThat(Arrays.asList(1, 2, 3, 6, 7, 8, 9, 10)).contains(id.kind().exitCode());
  }
}
