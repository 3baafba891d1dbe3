package io.holdfast.lab.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class LabCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"up", "status", "down", "reboot", "kill", "start", "exec"})
  void everyVerbExplainsItself(String verb) {
    var out = new StringWriter();
    var lab = new CommandLine(new LabCommand()).setOut(new PrintWriter(out, true));
    assertThat(lab.execute("--help")).isZero();
    assertThat(lab.execute(verb, "--help")).isZero();
    assertThat(out.toString()).contains("Usage: lab " + verb, "--name");
  }

  @Test
  void meansTheOnlyLabThereIsWhenNoneIsNamedAndNeverGuessesAmongSeveral() {
    var common = new LabCommand.Common();
    assertThat(common.name(List.of("demo"))).isEqualTo("demo");
    assertThat(common.name(List.of("demo", "e2e"))).isEqualTo("lab");
    assertThat(common.name(List.of())).isEqualTo("lab");
    assertThat(common.name()).as("for what makes or removes hosts").isEqualTo("lab");
  }
}
