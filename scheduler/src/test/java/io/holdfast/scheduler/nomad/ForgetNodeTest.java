package io.holdfast.scheduler.nomad;

import static io.holdfast.scheduler.nomad.RecordedNomad.answered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A host that was stopped for good.
class ForgetNodeTest {
  private static final String MEMBERS = "* GET /v1/agent/members";
  private static final String PURGE = "s1 PUT /v1/node/node-w1/purge";
  private static final String LEAVE = "s1 PUT /v1/agent/force-leave?node=s3.global";

  private final RecordedNomad nomad = new RecordedNomad();
  private final Operation forget = Operations.named("nomad.forget-node");

  private World world(String host) {
    return Worlds.of(nomad.api(), Map.of("host", host));
  }

  private static String members(String third) {
    return """
    {"ServerName":"s1","Members":[
      {"Name":"s1.global","Addr":"10.0.0.1","Status":"alive"},
      {"Name":"s3.global","Addr":"10.0.0.3","Status":"%s"}]}
    """
        .formatted(third);
  }

  @Test
  void purgesAWorkerByItsId() {
    nomad
        .api()
        .react(
            PURGE,
            _ -> {
              nomad.api().answer("* GET /v1/nodes", "[]");
              return answered(200, "{}");
            });
    assertThat(forget.look(world("w1")).changed()).isTrue();
    assertThat(forget.perform(world("w1")).says()).isEqualTo("Nomad forgets node-w1 of w1");
    assertThat(forget.perform(world("w1")).changed()).isFalse();
    assertThat(nomad.api().changes()).containsExactly(PURGE);
  }

  @Test
  void takesAServerOutOfGossipThroughOneThatStays() {
    nomad.api().silence("s3").answer(MEMBERS, members("failed"));
    nomad
        .api()
        .react(
            LEAVE,
            _ -> {
              nomad.api().answer(MEMBERS, members("left"));
              return answered(200, "");
            });
    assertThat(forget.perform(world("s3")).says()).isEqualTo("Nomad forgets s3.global of s3");
    assertThat(forget.look(world("s3")).changed()).isFalse();
    assertThat(nomad.api().changes()).containsExactly(LEAVE);
  }

  @Test
  void takesSilenceForNoForgetting() {
    nomad.api().answer("* GET /v1/nodes", 500, "No cluster leader");
    assertThatThrownBy(() -> forget.look(world("w1")))
        .hasMessageContaining("Nomad does not tell its workers");
  }
}
