package io.holdfast.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lab.demo.Interruption.Deed;
import io.holdfast.templates.text.Sha256;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What commits draw, without any host.
class InterruptionSampleTest {
  private static final int COMMITS = 500;

  private static Stream<List<Interruption>> samples() {
    return IntStream.range(0, COMMITS)
        .mapToObj(it -> new InterruptionSample(Sha256.of("commit " + it)).drawn());
  }

  @Test
  void oneCommitAlwaysDrawsTheSame() {
    var commit = "68f6d946a1b2c3d4e5f60718293a4b5c6d7e8f90";
    var drawn = new InterruptionSample(commit).drawn();
    assertThat(new InterruptionSample(commit).drawn()).isEqualTo(drawn);
    assertThat(new InterruptionSample(commit).toString()).contains(commit, drawn.toString());
  }

  @Test
  void manyCommitsDrawAll() {
    var seen = new LinkedHashSet<Interruption>();
    samples().forEach(seen::addAll);
    assertThat(seen).containsExactlyInAnyOrderElementsOf(InterruptionSample.ALL);
  }

  @Test
  void everyDrawHasARivalATakeoverACutAndOneThatEndsTheProgramOrBootsAHost() {
    assertThat(samples())
        .allSatisfy(
            drawn -> {
              assertThat(drawn).hasSize(4).isSubsetOf(InterruptionSample.ALL);
              assertThat(drawn)
                  .extracting(Interruption::deed)
                  .containsOnlyOnce(Deed.SECOND_OPERATOR)
                  .containsOnlyOnce(Deed.KILL_AND_ATTACH)
                  .containsOnlyOnce(Deed.CUT_SESSIONS)
                  .containsAnyOf(Deed.KILL, Deed.REBOOT, Deed.FILL_DISK)
                  .doesNotContain(Deed.FREEZE_ANOTHER);
            });
  }

  @Test
  void everyDrawIsInTheOrderInWhichAnUpgradeComesBy() {
    assertThat(samples())
        .allSatisfy(drawn -> assertThat(InterruptionSample.ALL).containsSubsequence(drawn));
  }

  @Test
  void noTwoAreDrawnForOneStage() {
    assertThat(samples())
        .allSatisfy(
            drawn -> {
              var fixed = List.of(Deed.SECOND_OPERATOR, Deed.KILL_AND_ATTACH);
              assertThat(drawn.stream().filter(it -> !fixed.contains(it.deed())))
                  .extracting(Interruption::stage)
                  .hasSize(2)
                  .doesNotHaveDuplicates();
            });
  }
}
