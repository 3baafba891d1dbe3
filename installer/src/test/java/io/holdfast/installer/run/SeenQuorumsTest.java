package io.holdfast.installer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.HostReading.UnitReading;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeenQuorumsTest {
  private static final UnitReading OFF = new UnitReading("inactive", false, 0, 0);
  private static final UnitReading FAILED = new UnitReading("failed", false, 0, 0);
  private static final UnitReading STOPPED = new UnitReading("inactive", true, 0, 0);
  private static final UnitReading RUNNING = new UnitReading("active", false, 7, 1);

  @Test
  void takesAHostForOneThatLeftOnlyWhereAllOfOursIsSwitchedOff() {
    assertThat(hasLeft(OFF, OFF)).isTrue();
    assertThat(hasLeft(FAILED, OFF)).isTrue();
    assertThat(hasLeft(OFF, STOPPED)).isFalse();
    assertThat(hasLeft(STOPPED, OFF)).isFalse();
    assertThat(hasLeft(RUNNING, OFF)).isFalse();
    assertThat(hasLeft(OFF, RUNNING)).isFalse();
    assertThat(SeenQuorums.hasLeft(Map.of("holdfast-consul.service", OFF))).isFalse();
    assertThat(SeenQuorums.hasLeft(Map.of())).isFalse();
  }

  private static boolean hasLeft(UnitReading agent, UnitReading consul) {
    return SeenQuorums.hasLeft(
        Map.of("holdfast-agent.service", agent, "holdfast-consul.service", consul));
  }
}
