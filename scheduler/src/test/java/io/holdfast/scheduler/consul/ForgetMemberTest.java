package io.holdfast.scheduler.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.templates.problem.HoldfastException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A server whose disk was replaced: s3 is a voter by its old id and says nothing.
class ForgetMemberTest {
  private static final String CONFIGURATION = "GET /v1/operator/raft/configuration";

  private final RecordedConsul consul = new RecordedConsul();
  private final Operation forget = Operations.named("consul.forget-member");

  private World world() {
    return Worlds.of(consul.api(), Map.of("host", "s3"));
  }

  private void members(String... ids) {
    var servers = new StringBuilder();
    for (var id : ids) {
      servers
          .append(servers.isEmpty() ? "" : ",")
          .append("{\"ID\":\"id-%1$s\",\"Address\":\"10.0.0.%1$s:8300\"}".formatted(id));
    }
    consul.api().answer("* " + CONFIGURATION, "{\"Servers\":[" + servers + "]}");
  }

  @Test
  void takesTheOldIdOutOfTheVotersThroughAnotherServer() {
    members("1", "2", "3");
    consul.api().silence("s3");
    consul.api().answer("s1 DELETE /v1/operator/raft/peer?id=id-3", "");
    assertThat(forget.look(world()).changed()).isTrue();
    assertThat(forget.perform(world()).says()).isEqualTo("Consul forgets id-3 of s3");
    assertThat(consul.api().changes()).containsExactly("s1 DELETE /v1/operator/raft/peer?id=id-3");
  }

  @Test
  void doesNothingWhereTheClusterHasForgottenItAlready() {
    members("1", "2");
    consul.api().silence("s3");
    assertThat(forget.perform(world()).changed()).isFalse();
    assertThat(consul.api().changes()).isEmpty();
  }

  @Test
  void refusesToForgetAServerThatAnswers() {
    members("1", "2", "3");
    assertThatThrownBy(() -> forget.perform(world()))
        .isInstanceOf(HoldfastException.class)
        .hasMessageContaining("no member to forget");
    assertThat(consul.api().changes()).isEmpty();
  }

  @Test
  void asksAgainLaterWhereNoOtherServerKnowsALeader() {
    for (var server : new String[] {"s1", "s2", "s3"}) {
      consul.api().silence(server);
    }
    assertThatThrownBy(() -> forget.perform(world())).hasMessageContaining("knows a leader");
  }
}
