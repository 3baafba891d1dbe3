package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.templates.text.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {
  @Test
  void givesAScriptTheSameAsOneResult(@TempDir Path state) {
    var tree = HoldfastCommand.commandLine();
    var printed = new StringWriter();
    tree.setOut(new PrintWriter(printed));
    assertThat(tree.execute("completion", "--output", "json", "--state", state.toString()))
        .isZero();
    var result = Json.readTree(printed.toString());
    assertThat(result.path("schema").asString()).isEqualTo("holdfast/completion/1");
    assertThat(result.path("script").asString()).contains("_complete_holdfast");
  }

  @Test
  void printsAScriptThatKnowsTheVerbs(@TempDir Path state) {
    var tree = HoldfastCommand.commandLine();
    var printed = new StringWriter();
    tree.setOut(new PrintWriter(printed));
    assertThat(tree.execute("completion", "--state", state.toString())).isZero();
    assertThat(printed.toString())
        .contains("_complete_holdfast")
        .contains("requirements", "upgrade");
  }
}
