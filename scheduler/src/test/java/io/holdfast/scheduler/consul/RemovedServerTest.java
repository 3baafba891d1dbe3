package io.holdfast.scheduler.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiAnswer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A server that leaves for good: s3.
class RemovedServerTest {
  private static final String MEMBERS = "* GET /v1/agent/members";
  private static final String LEAVE = "s1 PUT /v1/agent/force-leave/s3?prune";

  private final RecordedConsul consul = new RecordedConsul();
  private final Operation forget = Operations.named("consul.forget-node");

  private World world() {
    return Worlds.of(consul.api(), Map.of("host", "s3", "without", "s3", "plannedVoters", "3"));
  }

  /// States as gossip counts them: 1 alive, 2 leaving, 3 left, 4 failed.
  private static String members(int third) {
    return """
    [{"Name":"s1","Addr":"10.0.0.1","Status":1},{"Name":"s2","Addr":"10.0.0.2","Status":1},
     {"Name":"s3","Addr":"10.0.0.3","Status":%d}]
    """
        .formatted(third);
  }

  private Verdict judge(String gate) {
    return Gates.named("consul." + gate).judge(world());
  }

  @Test
  void isNoMemberOnlyOnceEachServerThatStaysSaysSo() {
    consul.api().silence("s3");
    assertThat(judge("members-left").why()).isEqualTo("s3 is still known as a member");
    consul.withoutThird();
    assertThat(judge("members-left").why()).isEqualTo("s3 is no member in the eyes of s1, s2");
    consul.peers("s2", 3);
    assertThat(judge("members-left").why()).isEqualTo("s3 is still known as a member");
    consul.withoutThird().api().silence("s2");
    assertThat(judge("members-left"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .isEqualTo("s2 does not answer");
  }

  @Test
  void isNotGoneWhileOneThatLeavesIsTakenForTheLeader() {
    consul.withoutThird().leader("s1", "10.0.0.3:8300").leader("s2", "10.0.0.3:8300");
    consul.api().silence("s3");
    assertThat(judge("members-left"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .isEqualTo("the leaders named are [s3]");
  }

  /// The leader is the last one to go.
  @Test
  void mayBeGoneWhileAnotherOneThatLeavesStillLeads() {
    consul.withoutThird().leader("s1", "10.0.0.2:8300").leader("s2", "10.0.0.2:8300");
    consul.api().silence("s3");
    var both = Map.of("host", "s3", "without", "s2,s3", "plannedVoters", "3");
    var verdict = Gates.named("consul.members-left").judge(Worlds.of(consul.api(), both));
    assertThat(verdict.why()).isEqualTo("s3 is no member in the eyes of s1");
  }

  @Test
  void isDeadOnlyOnceGossipSaysSo() {
    consul.api().answer(MEMBERS, members(1));
    assertThat(judge("seen-gone"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .isEqualTo("Consul on other hosts still hears from s3: is it switched off?");
    consul.api().answer(MEMBERS, members(4));
    assertThat(judge("seen-gone")).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void isForgottenByGossipThroughAServerThatStays() {
    consul.api().silence("s3").answer(MEMBERS, members(4));
    consul
        .api()
        .react(
            LEAVE,
            _ -> {
              consul.api().answer(MEMBERS, members(3));
              return new ApiAnswer(200, new TreeMap<>(), "");
            });
    assertThat(forget.look(world()).changed()).isTrue();
    assertThat(consul.api().changes()).isEmpty();
    assertThat(forget.perform(world()).says()).isEqualTo("Consul forgets the node s3");
    assertThat(forget.perform(world()).changed()).isFalse();
    assertThat(consul.api().changes()).containsExactly(LEAVE);
  }

  @Test
  void isTriedAgainWhileGossipGoesOnKnowingIt() {
    consul.api().silence("s3").answer(MEMBERS, members(4)).answer(LEAVE, "");
    assertThatThrownBy(() -> forget.perform(world()))
        .hasMessageContaining("Consul still knows the node s3");
  }
}
