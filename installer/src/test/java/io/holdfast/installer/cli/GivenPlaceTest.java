package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GivenPlaceTest {
  private static String told(String text, String... typed) {
    var root = HoldfastCommand.commandLine();
    var at = root;
    root.parseArgs(typed);
    for (var word : typed) {
      at = at.getSubcommands().getOrDefault(word, at);
    }
    return GivenPlace.in(at, text);
  }

  @Test
  void theNextCommandNamesTheSameSiteAndState() {
    assertThat(
            told(
                """
                HF-RUN-002 The host failed after its change and was put back
                  fix:      holdfast hosts remove w1   # once the cause is repaired
                  resume:   holdfast resume
                  more:     holdfast explain HF-RUN-002""",
                "upgrade",
                "--site",
                "acme/site.yaml",
                "--state",
                "/a state"))
        .isEqualTo(
            """
            HF-RUN-002 The host failed after its change and was put back
              fix:      holdfast hosts remove w1 --site acme/site.yaml --state '/a state'   # once the cause is repaired
              resume:   holdfast resume --site acme/site.yaml --state '/a state'
              more:     holdfast explain HF-RUN-002""");
  }

  @Test
  void leavesOutWhatWasNotGivenAndWhatIsThereAlready() {
    var text = "Next: holdfast undrain w1";
    assertThat(told(text, "drain", "w1")).isEqualTo(text);
    assertThat(told(text, "drain", "w1", "--site", "b"))
        .isEqualTo("Next: holdfast undrain w1 --site b");
    assertThat(told("  holdfast apply --site a", "apply", "--site", "b"))
        .isEqualTo("  holdfast apply --site a");
  }
}
