package io.holdfast.scheduler.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SwarmGatesTest extends GatesOfSwarm {
  @Test
  void letsAManagerGoWhileTheOthersAreReachable() {
    assertThat(before("s2")).isInstanceOf(Verdict.Met.class);
    assertThat(before("s1").why()).contains("2 of 2 other voters healthy, 2 needed, leader s1");
  }

  @Test
  void keepsAManagerWhileAnotherIsSilentThoughTheLeaderStillAnswers() {
    swarm.api().silence("s3");
    assertNotYet(
        before("s2"), "1 of 2 other voters healthy, 2 needed", "s3: s3 GET /info does not answer");
    assertThat(before("s3")).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void holdsTheQuorumWithoutAManagerThatIsForgottenAlready() {
    swarm.withoutThird("s1").withoutThird("s2").api().silence("s3");
    assertNotYet(before("s3"), "planned are [s1, s2, s3]");
    var without = Map.of("host", "s3", "plannedVoters", "3", "without", "s3");
    assertThat(judge("swarm.quorum-before", without).why())
        .startsWith("2 of 2 other voters healthy, 2 needed");
    swarm.api().silence("s2");
    assertNotYet(judge("swarm.quorum-before", without), "1 of 2 other voters healthy, 2 needed");
  }

  @Test
  void keepsAManagerWhileAnotherIsUnreachableForOneOfThem() {
    swarm.nodes("s1", 1, "unreachable");
    assertNotYet(before("s2"), "s3: not reachable and ready in the eyes of s1");
  }

  @Test
  void disturbsAManagerAgainWhenItControlsNothingOrTheOthersHoldTheQuorum() {
    swarm.api().silence("s3");
    assertNotYet(again("s2"), "1 of 2 other voters healthy, 2 needed");
    swarm.info("s2", "pending", false);
    assertThat(again("s2").why()).isEqualTo("s2 does not vote now");
  }

  @Test
  void takesASilentManagerThatOthersReachForAVoter() {
    swarm.api().silence("s2").silence("s3");
    assertNotYet(again("s3"), "1 of 2 other voters healthy, 2 needed");
    swarm.nodes("s1", 1, "unreachable");
    assertThat(again("s3").why()).isEqualTo("s3 does not vote now");
  }

  @Test
  void takesASilentManagerOfWhichNobodySaysAnythingForAVoterAsLongAsItsProcessRuns() {
    for (var host : List.of("s1", "s2", "s3")) {
      swarm.api().answer(host + " GET /nodes", 500, RecordedSwarm.LEADERLESS);
    }
    assertThat(again("s3", Map.of("s3", 7L))).isInstanceOf(Verdict.NotYet.class);
    assertThat(again("s3", Map.of())).isInstanceOf(Verdict.NotYet.class);
    assertThat(again("s3", Map.of("s3", 0L)).why()).isEqualTo("s3 does not vote now");
  }

  @Test
  void keepsAllWhileNobodyLeads() {
    for (var host : List.of("s1", "s2", "s3")) {
      swarm.api().answer(host + " GET /nodes", 500, RecordedSwarm.LEADERLESS);
    }
    assertNotYet(before("s2"), "no server answers", "The swarm does not have a leader");
  }

  @Test
  void keepsAllWhileManagersShowDifferentLeaders() {
    swarm.nodes("s3", 3, "reachable");
    assertNotYet(before("s2"), "no one leader: s1 names s1, s2 names s1, s3 names s3");
  }

  @Test
  void keepsAllWhileSomebodyElseIsAManagerToo() {
    var nodes = new java.util.ArrayList<String>();
    for (var number = 1; number <= 5; number++) {
      nodes.add(RecordedSwarm.node(number, 1, "reachable", "active", ""));
    }
    nodes.add(nodes.get(1).replace("10.0.0.2", "10.0.0.9").replace("id-2", "id-9"));
    swarm.api().answer("s3 GET /nodes", "[" + String.join(",", nodes) + "]");
    assertNotYet(before("s2"), "members are [10.0.0.9:2377, s1, s2, s3], planned are [s1, s2, s3]");
  }

  @Test
  void takesGarbageForSilence() {
    swarm.api().answer("s3 GET /info", "not json").answer("s2 GET /nodes", "{\"message\":\"?\"}");
    assertNotYet(before("s1"), "0 of 2 other voters healthy");
  }

  @Test
  void seesAllManagersFormed() {
    assertThat(judge("swarm.formed", Map.of("plannedVoters", "3"))).isInstanceOf(Verdict.Met.class);
    swarm.info("s3", "pending", false);
    assertNotYet(
        judge("swarm.formed", Map.of("plannedVoters", "3")),
        "s3: it is pending and controls nothing");
  }

  @Test
  void acceptsAChangedManagerThatPassesAWriteOn() {
    rememberLabel();
    swarm.version("s2", "26.1.5+dfsg1");
    var world = world(Map.of("host", "s2", "version", "26.1.5+dfsg1-9+b4"));
    assertThat(Gates.named("swarm.member-after").judge(world)).isInstanceOf(Verdict.Met.class);
    assertThat(Gates.named("swarm.member-after").judge(world)).isInstanceOf(Verdict.Met.class);
    assertThat(label).isNotEmpty();
    assertThat(swarm.api().changes()).containsExactly("s2 POST /nodes/id-2/update?version=20");
    assertThat(swarm.api().bodies().getFirst())
        .contains("\"Availability\":\"drain\"")
        .contains("\"Role\":\"manager\"");
  }

  @Test
  void writesAgainWhenSomebodyElseWasFaster() {
    rememberLabel();
    conflicts = true;
    assertThat(judge("swarm.member-after", Map.of("host", "s2", "version", "20.10.24")))
        .isInstanceOf(Verdict.Met.class);
    assertThat(swarm.api().changes()).hasSize(2);
  }

  @Test
  void refusesAChangedManagerOfTheOldVersionOrWithoutControl() {
    assertNotYet(
        judge("swarm.member-after", Map.of("host", "s2", "version", "26.1.5")),
        "s2 runs 20.10.24+dfsg1, planned is 26.1.5");
    swarm.info("s2", "active", false);
    assertNotYet(
        judge("swarm.member-after", Map.of("host", "s2", "version", "20.10.24")),
        "controls nothing");
    swarm.api().silence("s2");
    assertNotYet(
        judge("swarm.member-after", Map.of("host", "s2", "version", "20.10.24")),
        "s2 GET /version does not answer");
  }

  @Test
  void namesLeaderAndMembersByHost() {
    assertThat(QuorumSystem.named("swarm").leader(world(Map.of()))).contains("s1");
    assertThat(QuorumSystem.named("swarm").members(world(Map.of())))
        .containsExactly("s1", "s2", "s3");
  }
}
