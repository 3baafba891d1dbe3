package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HoldfastCommandTest {
  private final Typed typed = new Typed();

  private int run(String... arguments) {
    return typed.run(List.of(arguments));
  }

  @Test
  void printsItsVersionOnStandardOutput() {
    assertThat(run("--version")).isZero();
    assertThat(typed.out()).isEqualTo("holdfast 0.1.0\n");
  }

  @Test
  void asksForAVerbWhenNoneWasGiven() {
    assertThat(run()).isEqualTo(2);
    assertThat(typed.err()).startsWith("HF-CLI-001 A verb is missing.");
  }
}
