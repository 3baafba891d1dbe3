package io.holdfast.scheduler.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A quorum that was founded with one server and has three now.
class KeepPlacesTest {
  private static final String PATH = "/v1/operator/autopilot/configuration";
  private static final String CALL = "s1 PUT " + PATH + "?cas=17";

  private final RecordedConsul consul = new RecordedConsul();
  private final Operation keep = Operations.named("consul.keep-places");

  KeepPlacesTest() {
    rule(1, "10s");
  }

  private void rule(int least, String stable) {
    consul
        .api()
        .answer(
            "s1 GET " + PATH,
            """
            {"CleanupDeadServers":true,"LastContactThreshold":"200ms","MaxTrailingLogs":250,
             "MinQuorum":%d,"ServerStabilizationTime":"%s","UpgradeVersionTag":"theirs",
             "CreateIndex":4,"ModifyIndex":17}
            """
                .formatted(least, stable));
  }

  private World world() {
    return Worlds.of(consul.api(), Map.of("servers", "3", "stableSeconds", "10"));
  }

  @Test
  void tellsThePlannedNumberAndLeavesTheRestAsItIs() {
    consul.api().answer(CALL, "true");
    assertThat(keep.look(world()).changed()).isTrue();
    assertThat(consul.api().changes()).as("a look changes nothing").isEmpty();
    assertThat(keep.perform(world()).says()).contains("3 servers", "before: 1");
    assertThat(consul.api().changes()).containsExactly(CALL);
    var sent = Json.readTree(consul.api().bodies().getLast());
    assertThat(sent.get("MinQuorum").asInt()).isEqualTo(3);
    assertThat(sent.get("UpgradeVersionTag").asString()).isEqualTo("theirs");
  }

  @Test
  void knowsAMinuteAsTheProductsWriteIt() {
    rule(3, "1m0s");
    var world = Worlds.of(consul.api(), Map.of("servers", "3", "stableSeconds", "60"));
    assertThat(keep.look(world).changed()).isFalse();
  }

  @Test
  void changesNothingTwice() {
    rule(3, "10s");
    assertThat(keep.look(world()).changed()).isFalse();
    assertThat(keep.perform(world()).changed()).isFalse();
    assertThat(consul.api().changes()).isEmpty();
  }

  @Test
  void tellsTheOtherTimeToo() {
    rule(3, "30s");
    assertThat(keep.look(world()).changed()).isTrue();
  }

  @Test
  void asksAgainWhereSomebodyElseChangedTheRuleMeanwhile() {
    consul.api().answer(CALL, "false");
    assertThatThrownBy(() -> keep.perform(world()))
        .isInstanceOf(HoldfastException.class)
        .hasMessageContaining("did not take the rule");
  }

  @Test
  void asksAgainWhereNobodyLeads() {
    for (var host : new String[] {"s1", "s2", "s3"}) {
      consul.leader(host, "");
    }
    assertThatThrownBy(() -> keep.look(world())).hasMessageContaining("knows a leader");
  }
}
