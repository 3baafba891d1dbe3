package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PlanCommandTest {
  private static PlanCommand plan(String... arguments) {
    var command = new PlanCommand();
    new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return command;
  }

  @Test
  void namesTheCommandThatCarriesOutTheVeryPlanThatWasWritten() {
    assertThat(
            plan("--out", "to do.json", "--bundle", "demo.holdfast", "--site", "site.yaml")
                .commands())
        .containsExactly("holdfast apply 'to do.json' --site site.yaml --bundle demo.holdfast");
    assertThat(plan("--check", "plan.json").commands()).containsExactly("holdfast apply plan.json");
  }

  @Test
  void saysThatThePlanHasToBeWrittenFirstWhereItWasNot() {
    assertThat(plan("--document", "plan.html").commands())
        .containsExactly(
            "holdfast plan --out plan.json   # must name the digest below",
            "holdfast apply plan.json");
  }
}
