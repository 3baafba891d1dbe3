package io.holdfast.scheduler.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsulGatesTest {
  private final RecordedConsul consul = new RecordedConsul();

  @Test
  void letsAFollowerGoWhileTheOthersAreWell() {
    var verdict = before("s2");
    assertThat(verdict).isInstanceOf(Verdict.Met.class);
    assertThat(verdict.why())
        .contains("2 of 2 other voters healthy, 2 needed")
        .contains("leader s1");
  }

  @Test
  void keepsAServerWhileAnotherDoesNotAnswer() {
    consul.api().silence("s3");
    assertThat(before("s2"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("1 of 2 other voters healthy, 2 needed")
        .contains("s3: s3 GET /v1/agent/self does not answer");
  }

  @Test
  void letsTheSickServerItselfGo() {
    consul.api().silence("s3");
    assertThat(before("s3")).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void neverBelievesAnOverallHealthyAlone() {
    consul.self("s3", RecordedConsul.OLD, "Candidate", 33, 33);
    assertThat(before("s2"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("it is Candidate");
  }

  @Test
  void readsTheHealthListThatComesWith429() {
    consul.health(429, "failed", false);
    assertThat(before("s2"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("s3: gossip says failed");
    assertThat(before("s3")).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void keepsAllWhileTheServersNameDifferentLeaders() {
    consul.leader("s3", "10.0.0.3:8300");
    assertThat(before("s2"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("no one leader: s1 names s1, s2 names s1, s3 names s3");
  }

  @Test
  void keepsAllWhileNobodyLeads() {
    consul.leader("s1", "").leader("s2", "").leader("s3", "");
    assertThat(before("s2"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("s1 names none");
  }

  @Test
  void keepsAllWhileTheVotersAreNotThePlannedOnes() {
    consul.peers("s1", 2);
    assertThat(before("s2"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("s1 knows the voters [s1, s2]");
  }

  @Test
  void holdsTheQuorumWithoutAServerThatIsForgottenAlready() {
    consul.withoutThird();
    consul.api().silence("s3");
    assertThat(before("s3").why()).contains("planned are [s1, s2, s3]");
    var without = Map.of("host", "s3", "plannedVoters", "3", "without", "s3");
    assertThat(judge("consul.quorum-before", without).why())
        .startsWith("2 of 2 other voters healthy, 2 needed");
    consul.api().silence("s2");
    assertThat(judge("consul.quorum-before", without)).isInstanceOf(Verdict.NotYet.class);
  }

  /// After the recovery of a lost majority one server leads alone, and the next one is taken in.
  @Test
  void holdsNobodyUpWhoIsNoMemberWhileEveryMemberIsWell() {
    consul.alone("s1");
    consul.api().silence("s2").silence("s3");
    var without = Map.of("host", "s3", "plannedVoters", "3", "without", "s3");
    assertThat(judge("consul.quorum-before", without))
        .isInstanceOf(Verdict.Met.class)
        .extracting(Verdict::why)
        .isEqualTo("s3 is no member, and every member is well: [s1]");
    assertThat(before("s3")).as("whom a run would stop").isInstanceOf(Verdict.NotYet.class);
    consul.self("s1", RecordedConsul.OLD, "Candidate", 33, 33);
    assertThat(judge("consul.quorum-before", without)).isInstanceOf(Verdict.NotYet.class);
  }

  @Test
  void keepsAllWhileSomebodyElseIsAMemberToo() {
    consul.peers("s3", 4);
    assertThat(before("s2"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("members are [s1, s2, s3, w1], planned are [s1, s2, s3]");
  }

  @Test
  void takesATrailingServerForNoVoter() {
    consul
        .self("s3", RecordedConsul.OLD, "Follower", 33, 33)
        .self("s1", RecordedConsul.OLD, "Leader", 900, 900);
    assertThat(before("s2"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("s3: it is at index 33 of term 2, the leader at 900");
  }

  @Test
  void takesGarbageForSilence() {
    consul.api().answer("s3 GET /v1/agent/self", "<html>busy</html>");
    assertThat(before("s2"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("s3 GET /v1/agent/self answers without a version");
  }

  @Test
  void refusesAPlanThatCountsOtherVotersThanTheSite() {
    assertThat(judge("consul.quorum-before", Map.of("host", "s2", "plannedVoters", "5")))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("the site has 3 servers, the plan counts 5");
  }

  @Test
  void disturbsAVoterAgainOnlyUnderTheRuleOfTheFirstTime() {
    assertThat(again("s2")).isInstanceOf(Verdict.Met.class);
    consul.api().silence("s3");
    assertThat(again("s2")).isInstanceOf(Verdict.NotYet.class);
  }

  @Test
  void disturbsAServerThatDoesNotVoteWhateverTheOthersDo() {
    consul.api().silence("s1");
    consul.self("s3", RecordedConsul.OLD, "Candidate", 33, 33).health(429, "failed", false);
    assertThat(again("s3").why()).isEqualTo("s3 does not vote now");
  }

  /// The leader died a moment ago: who stands for election votes.
  @Test
  void takesAServerThatStandsForElectionForAVoterUnlessALeaderSaysOtherwise() {
    consul.self("s3", RecordedConsul.OLD, "Candidate", 33, 33).api().silence("s1");
    assertThat(again("s3")).isInstanceOf(Verdict.NotYet.class);
    consul.api().answer("* GET /v1/operator/autopilot/health", 500, "No cluster leader");
    assertThat(again("s3")).isInstanceOf(Verdict.NotYet.class);
  }

  @Test
  void takesASilentServerThatTheLeaderCountsOnForAVoter() {
    consul.api().silence("s2").silence("s3");
    assertThat(again("s3")).isInstanceOf(Verdict.NotYet.class);
    consul.health(429, "failed", false);
    consul.api().silence("s2").silence("s3");
    assertThat(again("s3").why()).isEqualTo("s3 does not vote now");
  }

  @Test
  void takesASilentServerOfWhichNobodySaysAnythingForAVoterAsLongAsItsProcessRuns() {
    consul.api().silence("s1").silence("s2").silence("s3").silence("*");
    var runs = again("s3", Map.of("s3", 7L));
    assertThat(runs).isInstanceOf(Verdict.NotYet.class);
    assertThat(runs.raw()).contains("holdfast-consul.service on s3 -> ");
    assertThat(again("s3", Map.of()))
        .as("the host is silent too")
        .isInstanceOf(Verdict.NotYet.class);
    assertThat(again("s3", Map.of("s3", 0L)).why()).isEqualTo("s3 does not vote now");
  }

  @Test
  void anElectionIsNoProofThatASilentServerDoesNotVote() {
    consul.api().silence("s3");
    consul.api().answer("* GET /v1/operator/autopilot/health", 500, "No cluster leader");
    assertThat(again("s3", Map.of("s3", 7L))).isInstanceOf(Verdict.NotYet.class);
    assertThat(again("s3", Map.of("s3", 0L))).isInstanceOf(Verdict.Met.class);
  }

  private Verdict again(String host, Map<String, Long> processes) {
    var parameters = Map.of("host", host, "plannedVoters", "3");
    return Gates.named("consul.quorum-or-down")
        .judge(
            Worlds.withProcesses(consul.api(), "holdfast-consul.service", processes, parameters));
  }

  private Verdict again(String host) {
    return judge("consul.quorum-or-down", Map.of("host", host, "plannedVoters", "3"));
  }

  @Test
  void keepsTheProductsOwnWordsWithoutTheirLongSettings() {
    assertThat(before("s2").raw())
        .contains("s1 GET /v1/agent/self -> 200")
        .contains("\"applied_index\":\"33\"")
        .contains("autopilot/health")
        .doesNotContain("DebugConfig");
  }

  @Test
  void acceptsAChangedServerThatFollowsAndVotes() {
    consul.self("s2", "1.15.4", "Follower", 34, 34);
    var verdict = after("s2", "1.15.4");
    assertThat(verdict.why())
        .isEqualTo("s2 runs 1.15.4, is a voter and has applied index 34 (the leader's was 33)");
    assertThat(verdict).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void refusesAChangedServerThatStillRunsTheOldVersion() {
    assertThat(after("s2", "1.15.4"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("s2 runs 1.15.3, planned is 1.15.4");
  }

  @Test
  void refusesAChangedServerThatIsNoVoter() {
    consul.self("s3", "1.15.4", "Follower", 33, 33);
    for (var host : new String[] {"s1", "s2", "s3"}) {
      consul.peers(host, 2);
    }
    assertThat(after("s3", "1.15.4"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("it is not among the voters it knows");
  }

  @Test
  void refusesAChangedServerThatDoesNotApplyWhatTheLeaderHas() {
    consul.self("s2", "1.15.4", "Follower", 20, 33);
    assertThat(after("s2", "1.15.4"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("s2 has applied index 20, the leader was at 33");
  }

  @Test
  void refusesAChangedServerThroughWhichNothingCanBeWritten() {
    consul.self("s2", "1.15.4", "Follower", 33, 33);
    consul.api().answer("s2 PUT /v1/kv/holdfast/probe", 500, "No cluster leader");
    assertThat(after("s2", "1.15.4"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("a write through s2 failed")
        .contains("No cluster leader");
  }

  @Test
  void refusesAChangedServerThatDoesNotShowWhatWasWritten() {
    consul.self("s2", "1.15.4", "Follower", 33, 33);
    consul.api().answer("s2 GET /v1/kv/holdfast/probe?raw&stale", 404, "");
    assertThat(after("s2", "1.15.4"))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("does not appear in its own state");
  }

  @Test
  void writesItsProbeOnceWhilePolled() {
    consul.self("s2", "1.15.4", "Follower", 33, 33);
    var world = world(Map.of("host", "s2", "version", "1.15.4"));
    for (var look = 0; look < 3; look++) {
      assertThat(Gates.named("consul.member-after").judge(world)).isInstanceOf(Verdict.Met.class);
    }
    assertThat(consul.api().changes()).containsExactly("s2 PUT /v1/kv/holdfast/probe");
  }

  @Test
  void seesTheFirstFormationWithoutAnyToken() {
    assertThat(judge("consul.formed", Map.of("plannedVoters", "3")))
        .isInstanceOf(Verdict.Met.class);
    assertThat(consul.api().asked()).allMatch(request -> request.contains(" GET /v1/status/"));
  }

  @Test
  void waitsForTheLastServerToForm() {
    consul.api().answer("s3 GET /v1/status/leader", "\"\"").answer("s3 GET /v1/status/peers", "[]");
    assertThat(judge("consul.formed", Map.of("plannedVoters", "3")))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("s3 knows the peers []")
        .contains("no one leader");
  }

  @Test
  void seesAClientAliveThroughTheServersToo() {
    consul.self("s3", "1.15.4", "Follower", 1, 1);
    consul
        .api()
        .answer(
            "w1 GET /v1/agent/self",
            "{\"Config\":{\"NodeName\":\"w1\",\"Server\":false,\"Version\":\"1.15.4\"}}");
    consul.api().answer("w1 GET /v1/status/leader", "\"10.0.0.1:8300\"");
    consul
        .api()
        .answer(
            "* GET /v1/agent/members", "[{\"Name\":\"w1\",\"Addr\":\"10.0.0.4\",\"Status\":1}]");
    var parameters = Map.of("host", "w1", "version", "1.15.4");
    assertThat(judge("consul.client-alive", parameters)).isInstanceOf(Verdict.Met.class);
    consul
        .api()
        .answer(
            "* GET /v1/agent/members", "[{\"Name\":\"w1\",\"Addr\":\"10.0.0.4\",\"Status\":4}]");
    assertThat(judge("consul.client-alive", parameters))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("no server sees w1 alive");
    consul.api().silence("w1");
    assertThat(judge("consul.client-alive", parameters)).isInstanceOf(Verdict.NotYet.class);
  }

  @Test
  void missesDurableThingsThatWereThereBefore() {
    survey(3, 4);
    var counted = Operations.named("consul.count-durable").perform(world(Map.of()));
    assertThat(counted.says())
        .isEqualTo("Consul holds aclPolicies 3, aclTokens 4, configEntries 0, kvTopKeys 2");
    var parameters = Map.of("host", "s2", "counts", counted.says());
    survey(5, 4);
    assertThat(judge("consul.durable-counts", parameters)).isInstanceOf(Verdict.Met.class);
    survey(0, 0);
    assertThat(judge("consul.durable-counts", parameters))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("Consul on s2 holds fewer", "aclPolicies 3 -> 0, aclTokens 4 -> 0");
  }

  /// A server that has lost its state knows no token.
  @Test
  void takesASurveyThatIsNotToldForNoAnswer() {
    survey(3, 4);
    var parameters = Map.of("host", "s2", "counts", "aclPolicies 3");
    consul.api().answer("s2 GET /v1/acl/policies?stale", 403, "ACL not found");
    assertThat(judge("consul.durable-counts", parameters))
        .isInstanceOf(Verdict.NotYet.class)
        .extracting(Verdict::why)
        .asString()
        .contains("s2 GET /v1/acl/policies?stale answers 403: ACL not found");
  }

  @Test
  void keepsNoTokenOfTheSurvey() {
    survey(1, 1);
    var verdict = judge("consul.durable-counts", Map.of("host", "s1", "counts", "aclTokens 1"));
    assertThat(verdict.raw()).contains("/v1/acl/policies").doesNotContain("SecretID");
  }

  @Test
  void namesTheLeaderOnlyWhileAllAgree() {
    assertThat(QuorumSystem.named("consul").leader(world(Map.of()))).contains("s1");
    assertThat(QuorumSystem.named("consul").members(world(Map.of())))
        .containsExactly("s1", "s2", "s3");
    consul.leader("s2", "10.0.0.2:8300");
    assertThat(QuorumSystem.named("consul").leader(world(Map.of()))).isEmpty();
  }

  @Test
  void throwsOnlyForMistakesOfThePlan() {
    assertThatThrownBy(() -> judge("consul.quorum-before", Map.of("host", "s1")))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            mistake -> assertThat(mistake.has(ProblemId.INTERNAL_ERROR)).isTrue());
  }

  private void survey(int policies, int tokens) {
    for (var whose : List.of("", "stale")) {
      var query = whose.isEmpty() ? "" : "?" + whose;
      var more = whose.isEmpty() ? "" : "&" + whose;
      for (var kind : List.of("proxy-defaults", "service-defaults", "service-resolver")) {
        consul.api().answer("* GET /v1/config/" + kind + query, "[]");
      }
      for (var unknown : List.of("service-intentions", "service-router", "service-splitter")) {
        consul.api().answer("* GET /v1/config/" + unknown + query, 400, "invalid kind");
      }
      consul
          .api()
          .answer("* GET /v1/acl/policies" + query, list("{\"Name\":\"p\"}", policies))
          .answer("* GET /v1/acl/tokens" + query, list("{\"SecretID\":\"aaaa\"}", tokens))
          .answer("* GET /v1/kv/?keys&separator=/" + more, "[\"a/\",\"holdfast/\"]");
    }
  }

  private static String list(String element, int size) {
    return "[" + String.join(",", java.util.Collections.nCopies(size, element)) + "]";
  }

  private Verdict before(String host) {
    return judge("consul.quorum-before", Map.of("host", host, "plannedVoters", "3"));
  }

  private Verdict after(String host, String version) {
    return judge("consul.member-after", Map.of("host", host, "version", version));
  }

  private Verdict judge(String gate, Map<String, String> parameters) {
    return Gates.named(gate).judge(world(parameters));
  }

  private World world(Map<String, String> parameters) {
    return Worlds.of(consul.api(), parameters);
  }
}
