package io.holdfast.lab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import org.junit.jupiter.api.Test;

class PracticeLabTest {
  private final LabPlan plan = new LabPlan(LabShape.usual("lab"), 7);

  @Test
  void givesEveryHostItsOwnFixedAddressBehindTheJumpHost() {
    assertThat(plan.hosts())
        .extracting(host -> host.name() + " " + host.address())
        .containsExactly(
            "j1 10.213.7.5",
            "s1 10.213.7.11",
            "s2 10.213.7.12",
            "s3 10.213.7.13",
            "w1 10.213.7.31",
            "w2 10.213.7.32");
  }

  @Test
  void turnsForwardingOffOnTheSecondWorkerOnly() {
    assertThat(plan.hosts())
        .filteredOn(host -> !host.forwarding())
        .extracting(LabHost::name)
        .containsExactly("w2");
  }

  @Test
  void keepsNetworkDeviceNamesWithinTheKernelsLimit() {
    var largest = new LabPlan(new LabShape("large", Release.TRIXIE, 9, 100), 255);
    assertThat(largest.hosts())
        .allSatisfy(host -> assertThat("vb-" + largest.machine(host)).hasSizeLessThan(16));
  }

  @Test
  void readsBackThePlanItWrote() {
    assertThat(Json.read(Json.pretty(plan), LabPlan.class)).isEqualTo(plan);
  }

  @Test
  void namesALabThatIsNotThereAsAbsent() {
    var status = PracticeLab.named("never-made", text -> {}).status();
    assertThat(Json.write(status))
        .isEqualTo(
            "{\"hosts\":[],\"name\":\"never-made\",\"schema\":\"holdfast/lab/1\","
                + "\"state\":\"absent\",\"type\":\"result\"}");
  }

  @Test
  void refusesANameThatCouldLeaveItsFolder() {
    assertThatThrownBy(() -> PracticeLab.named("../etc", text -> {}))
        .isInstanceOf(HoldfastException.class)
        .hasMessageContaining("HF-LAB-004");
  }
}
