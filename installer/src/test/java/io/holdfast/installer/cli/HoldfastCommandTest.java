package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class HoldfastCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return HoldfastCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void printsItsVersionOnStandardOutput() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).isEqualTo("holdfast 0.1.0\n");
  }

  @Test
  void asksForAVerbWhenNoneWasGiven() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).startsWith("HF-CLI-001 A verb is missing.");
  }
}
