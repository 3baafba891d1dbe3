package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
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
  private final Typed typed = new Typed();
  @TempDir private Path folder;

  private int run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    if (arguments.length > 1) {
      all.addAll(List.of("--state", folder.resolve("state").toString()));
    }
    return typed.run(all);
  }

  @Test
  void tellsPeopleWhatFailedAndHowToGoOn() {
    assertThat(run("explain", "HF-QUO-999")).isEqualTo(2);
    assertThat(typed.err())
        .startsWith("HF-CLI-001 There is no error HF-QUO-999")
        .contains("HF-QUO-001")
        .contains("holdfast explain HF-CLI-001");
    assertThat(typed.out()).isEmpty();
  }

  @Test
  void tellsScriptsTheSameWithTheResultLast() {
    assertThat(run("explain", "nonsense", "--output", "json")).isEqualTo(2);
    var error = Json.readTree(typed.outLines().getFirst());
    assertThat(error.path("type").asString()).isEqualTo("error");
    assertThat(error.path("id").asString()).isEqualTo("HF-CLI-001");
    var result = Json.readTree(typed.outLines().getLast());
    assertThat(result.path("schema").asString()).isEqualTo("holdfast/explain/1");
    assertThat(result.path("type").asString()).isEqualTo("result");
    assertThat(result.path("exitCode").asInt()).isEqualTo(2);
  }

  @Test
  void answersAMisspeltFlagWithExitCode2AndANearName() {
    assertThat(run("bundle", "digest", "x", "--mesage")).isEqualTo(2);
    assertThat(typed.err()).contains("--mesage").contains("--message");
  }

  @Test
  void neverShowsAStackTraceAndKeepsItInTheLog() throws Exception {
    assertThat(run("bundle", "digest", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(typed.err()).contains("HF-BND-006").doesNotContain("\tat ");
    var log = Files.readString(folder.resolve("state/log/holdfast.0.log"));
    assertThat(log).contains("HF-BND-006");
  }

  @Test
  void takesAPlaceThatCannotBeWrittenForTheUsersMatter() throws Exception {
    var file = Files.writeString(folder.resolve("file"), "x");
    assertThat(run("bundle", "keygen", "--out", file.resolve("keys").toString())).isEqualTo(2);
    assertThat(typed.err()).contains("HF-CFG-020").contains("ls -ld").doesNotContain("HF-INT");
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
    assertThat(Json.readTree(typed.outLines().getLast()).path("schema").asString())
        .isEqualTo("holdfast/bundle-keygen/1");
    assertThat(typed.out()).doesNotContain("PRIVATE");
  }

  @ParameterizedTest
  @EnumSource(ProblemId.class)
  void explainsEveryError(ProblemId id) {
    assertThat(run("explain", id.code())).isZero();
    assertThat(typed.out()).contains(id.code());
    assertThat(Arrays.asList(1, 2, 3, 6, 7, 8, 9, 10)).contains(id.kind().exitCode());
  }
}
