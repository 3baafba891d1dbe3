package io.holdfast.scheduler.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Polling;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gates and operations against three real servers; what the recorded answers say is checked
/// here.
@Tag("e2e")
class ConsulLiveTest {
  private static final String VERSION = "1.15.4";

  @BeforeEach
  void needsConsul() {
    assumeTrue(
        Files.isExecutable(LiveConsul.BINARY),
        "consul 1.15.4 has not been built here: the first demo builds it");
  }

  @Test
  void walksThroughFormationAccessLossAndReturn(@TempDir Path folder) throws Exception {
    try (var consul = new LiveConsul(folder)) {
      formsAndTakesItsTokens(consul);
      knowsWhoMayBeStopped(consul);
      losesAndRegainsAFollower(consul);
      handsLeadershipOver(consul);
    }
  }

  private static void formsAndTakesItsTokens(LiveConsul consul) {
    met(Polling.until(consul.world(Map.of()), "consul.formed", Map.of("plannedVoters", "3"), 40));
    var bootstrap = Operations.named("consul.bootstrap-acl");
    assertThat(bootstrap.look(consul.world(Map.of())).changed()).isTrue();
    var first = bootstrap.perform(consul.world(Map.of()));
    assertThat(first.says())
        .contains("management token")
        .contains("policy holdfast-dns")
        .contains("token of holdfast-agent");
    assertThat(bootstrap.look(consul.world(Map.of())).changed()).isFalse();
    assertThat(bootstrap.perform(consul.world(Map.of())).changed()).isFalse();
    var survey = ConsulSurvey.take(consul.world(Map.of()));
    assertThat(survey.counts()).containsEntry("aclPolicies", 4L).containsEntry("aclTokens", 5L);
  }

  private static void knowsWhoMayBeStopped(LiveConsul consul) {
    for (var host : List.of("s1", "s2", "s3")) {
      met(
          Polling.until(
              consul.world(Map.of()),
              "consul.quorum-before",
              Map.of("host", host, "plannedVoters", "3"),
              30));
      met(
          Polling.until(
              consul.world(Map.of()),
              "consul.member-after",
              Map.of("host", host, "version", VERSION),
              30));
      met(
          Polling.until(
              consul.world(Map.of()),
              "consul.client-alive",
              Map.of("host", host, "version", VERSION),
              30));
    }
    var other =
        Gates.named("consul.member-after")
            .judge(consul.world(Map.of("host", "s1", "version", "1.15.3")));
    assertThat(other.why()).contains("s1 runs 1.15.4, planned is 1.15.3");
  }

  private static void losesAndRegainsAFollower(LiveConsul consul) throws Exception {
    var leader = leader(consul);
    var followers =
        List.of("s1", "s2", "s3").stream().filter(host -> !host.equals(leader)).toList();
    var counts = ConsulSurvey.take(consul.world(Map.of())).toJson();
    consul.kill(followers.get(0));
    var verdict =
        Gates.named("consul.quorum-before")
            .judge(consul.world(Map.of("host", followers.get(1), "plannedVoters", "3")));
    assertThat(verdict).isInstanceOf(Verdict.NotYet.class);
    assertThat(verdict.why()).contains("1 of 2 other voters healthy, 2 needed");
    var gone =
        Gates.named("consul.member-after")
            .judge(consul.world(Map.of("host", followers.get(0), "version", VERSION)));
    assertThat(gone).isInstanceOf(Verdict.NotYet.class);
    consul.start(followers.get(0));
    met(
        Polling.until(
            consul.world(Map.of()),
            "consul.member-after",
            Map.of("host", followers.get(0), "version", VERSION),
            40));
    met(
        Polling.until(
            consul.world(Map.of()), "consul.durable-counts", Map.of("counts", counts), 10));
  }

  private static void handsLeadershipOver(LiveConsul consul) {
    var to =
        List.of("s1", "s2", "s3").stream()
            .filter(host -> !host.equals(leader(consul)))
            .findFirst()
            .orElseThrow();
    var transfer = Operations.named("consul.transfer-leader");
    assertThat(transfer.perform(consul.world(Map.of("to", to))).changed()).isTrue();
    assertThat(leader(consul)).isEqualTo(to);
    assertThat(transfer.perform(consul.world(Map.of("to", to))).changed()).isFalse();
  }

  private static String leader(LiveConsul consul) {
    return QuorumSystem.named("consul").leader(consul.world(Map.of())).orElseThrow();
  }

  private static void met(Verdict verdict) {
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.Met.class);
  }
}
