package io.holdfast.installer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.Plan;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DowngradeTest {
  private static Plan plan(String from, String to) {
    var change =
        new Plan.HostChange(
            new TreeMap<>(Map.of("docker", from)), new TreeMap<>(Map.of("docker", to)));
    return KeptRuns.plan().copy().changes(new TreeMap<>(Map.of("s2", change, "s1", change))).made();
  }

  @Test
  void isCalledOneInThePlanAndInTheQuestion() {
    var back = plan("26.1.5+dfsg1-9-0a1b", "20.10.24+dfsg1-1-2c3d");
    assertThat(Downgrade.lines(back).getFirst())
        .isEqualTo("  DOWNGRADE: docker 26.1.5+dfsg1-9 -> 20.10.24+dfsg1-1 on s1, s2");
    assertThat(Downgrade.question(back, "Do this?")).isEqualTo("This is a downgrade. Do this?");
  }

  @Test
  void isNeitherAnUpgradeNorANewConfiguration() {
    assertThat(Downgrade.lines(plan("20.10.24-0a1b", "26.1.5-2c3d"))).isEmpty();
    assertThat(Downgrade.lines(plan("1.9.10-0a1b", "1.10.2-2c3d"))).isEmpty();
    assertThat(Downgrade.lines(plan("1.9.10-0a1b", "1.9.10-2c3d"))).isEmpty();
    assertThat(Downgrade.question(plan("1-a", "1-b"), "Do this?")).isEqualTo("Do this?");
  }
}
