package io.holdfast.scheduler.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiAnswer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A leadership that leaves its host before the host does; s1 leads.
class HandOverTest {
  private static final String CALL = "POST /v1/operator/raft/transfer-leader?id=id-2";

  private final RecordedConsul consul = new RecordedConsul();
  private final Operation handOver = Operations.named("consul.hand-over");

  private World of(String host) {
    return Worlds.of(consul.api(), Map.of("host", host));
  }

  @Test
  void goesToTheFirstHealthyServerBesideTheLeader() {
    consul
        .api()
        .react(
            "s2 " + CALL,
            _ -> {
              List.of("s1", "s2", "s3").forEach(host -> consul.leader(host, "10.0.0.2:8300"));
              return new ApiAnswer(200, new TreeMap<>(), "");
            });
    assertThat(handOver.look(of("s1")).changed()).isTrue();
    assertThat(handOver.perform(of("s1")).says()).isEqualTo("s2 leads Consul now");
    assertThat(handOver.perform(of("s1")).changed()).isFalse();
    assertThat(consul.api().changes()).containsExactly("s2 " + CALL);
  }

  @Test
  void passesOverAServerThatIsNotWell() {
    consul.api().silence("s2");
    consul.api().answer("s3 POST /v1/operator/raft/transfer-leader?id=id-3", 404, "");
    assertThat(handOver.look(of("s1")).says()).endsWith("goes to s3");
  }

  @Test
  void leavesAFollowerAlone() {
    assertThat(handOver.look(of("s3")).changed()).isFalse();
    assertThat(handOver.perform(of("s3")).changed()).isFalse();
    assertThat(consul.api().changes()).isEmpty();
  }

  @Test
  void isNoFailureWhereTheVersionHasNoSuchCall() {
    consul.api().answer("s2 " + CALL, 404, "");
    var outcome = handOver.perform(of("s1"));
    assertThat(outcome.changed()).isFalse();
    assertThat(outcome.says()).contains("cannot hand its leadership over");
  }
}
