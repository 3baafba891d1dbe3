package io.holdfast.scheduler.nomad;

import static io.holdfast.scheduler.nomad.RecordedNomad.VERSION;
import static io.holdfast.scheduler.nomad.RecordedNomad.allocation;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.vendor.ServiceSpec;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NomadGatesTest {
  private static final String NOON = "2026-11-21T12:00:00Z";
  private static final String LATER = "2026-11-21T13:00:00Z";
  private static final Map<String, String> ON_S2 = Map.of("host", "s2");
  private static final Map<String, String> ON_W1 = Map.of("host", "w1");
  private static final Map<String, String> READY = Map.of("host", "w1", "version", VERSION);

  private final RecordedNomad nomad = new RecordedNomad();

  @Test
  void letsAServerGoWhileTheOthersAreWell() {
    var verdict = judge("nomad.quorum-before", Map.of("host", "s2", "plannedVoters", "3"));
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.Met.class);
    assertThat(verdict.why())
        .contains("2 of 2 other voters healthy, 2 needed")
        .contains("leader s1");
    assertThat(QuorumSystem.named("nomad").members(Worlds.of(nomad.api(), Map.of())))
        .containsExactly("s1", "s2", "s3");
  }

  @Test
  void keepsAServerWhileAnotherDoesNotAnswer() {
    nomad.api().silence("s3");
    assertNotYet(
        judge("nomad.quorum-before", Map.of("host", "s2", "plannedVoters", "3")),
        "1 of 2 other voters healthy, 2 needed");
  }

  @Test
  void takesASilentServerThatTheLeaderCountsOnForAVoter() {
    nomad.api().silence("s3").silence("s2");
    assertNotYet(
        judge("nomad.quorum-or-down", Map.of("host", "s3", "plannedVoters", "3")),
        "1 of 2 other voters healthy, 2 needed (s2: ");
  }

  /// The leader died a moment ago: who stands for election votes.
  @Test
  void takesAServerThatStandsForElectionForAVoterUnlessALeaderSaysOtherwise() {
    nomad.server("s3", VERSION, "Candidate");
    assertNotYet(
        judge("nomad.quorum-or-down", Map.of("host", "s2", "plannedVoters", "3")),
        "1 of 2 other voters healthy, 2 needed (s3: it is Candidate");
    var alone = judge("nomad.quorum-or-down", Map.of("host", "s3", "plannedVoters", "3"));
    assertThat(alone.why()).contains("2 of 2 other voters healthy, 2 needed");
    nomad.api().silence("s1");
    nomad.api().answer("* GET /v1/operator/autopilot/health", 500, "No cluster leader");
    assertNotYet(
        judge("nomad.quorum-or-down", Map.of("host", "s3", "plannedVoters", "3")),
        "0 of 2 other voters healthy, 2 needed (s1: s1 GET /v1/agent/self does not answer");
  }

  @Test
  void believesAChangedServerWhatItWritesAndReadsBackItself() {
    var verdict = judge("nomad.member-after", Map.of("host", "s2", "version", VERSION));
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.Met.class);
    assertThat(nomad.api().changes()).containsExactly("s2 PUT /v1/var/holdfast/probe");
    assertNotYet(
        judge("nomad.member-after", Map.of("host", "s2", "version", "2.0.6")),
        "s2 runs 2.0.5, planned is 2.0.6");
  }

  /// Recorded: so a restarted server answers that gives nobody time for a TLS handshake.
  @Test
  void saysOfAServerThatForbidsEverythingThatItHearsNoLeader() {
    nomad.api().answer("s2 GET /v1/agent/self", 403, "Permission denied");
    assertNotYet(
        judge("nomad.member-after", Map.of("host", "s2", "version", VERSION)),
        "s2: s2 GET /v1/agent/self answers 403: Permission denied");
    nomad.api().answer("s2 GET /v1/status/leader", "\"\"");
    assertNotYet(
        judge("nomad.member-after", Map.of("host", "s2", "version", VERSION)),
        "s2: s2 hears no leader, and so it knows no token");
  }

  @Test
  void keepsNothingOfAServersSettings() {
    var raw = judge("nomad.quorum-before", Map.of("host", "s2", "plannedVoters", "3")).raw();
    assertThat(raw)
        .contains("\"config\":{\"Version\":{")
        .contains("\"Server\":{\"Enabled\":true}")
        .doesNotContain("a secret")
        .doesNotContain("Plugins");
  }

  @Test
  void knowsFromTheOpenAnswersAloneWhetherTheServersHaveFormed() {
    assertThat(judge("nomad.formed", Map.of("plannedVoters", "3"))).isInstanceOf(Verdict.Met.class);
    nomad.api().answer("s3 GET /v1/status/peers", "[\"10.0.0.3:4647\"]");
    assertNotYet(
        judge("nomad.formed", Map.of("plannedVoters", "3")), "s3 knows the peers [10.0.0.3:4647]");
  }

  /// Recorded: what a new cluster answers before its leader has made the first key.
  @Test
  void trustsNobodyToSealOrSignWhoHasNoKey() {
    assertThat(judge("nomad.keyring-ready", ON_S2)).isInstanceOf(Verdict.Met.class);
    nomad.api().answer("s2 GET /.well-known/jwks.json?stale", "{\"keys\":[]}");
    assertNotYet(judge("nomad.keyring-ready", ON_S2), "s2 has no key to sign with yet");
    nomad.api().answer("s2 GET /.well-known/jwks.json?stale", 500, "no such key");
    assertNotYet(judge("nomad.keyring-ready", ON_S2), "answers 500: no such key");
  }

  @Test
  void handsTheLeadershipToAServerByItsRaftId() {
    nomad
        .api()
        .react(
            "s2 PUT /v1/operator/raft/transfer-leadership?id=id-2",
            ask -> {
              nomad.api().answer("* GET /v1/status/leader", "\"10.0.0.2:4647\"");
              for (var host : new String[] {"s1", "s2", "s3"}) {
                nomad.api().answer(host + " GET /v1/status/leader", "\"10.0.0.2:4647\"");
              }
              return RecordedNomad.answered(200, "{}");
            });
    var done =
        Operations.named("nomad.transfer-leader")
            .perform(Worlds.of(nomad.api(), Map.of("to", "s2")));
    assertThat(done.says()).isEqualTo("s2 leads Nomad now");
  }

  @Test
  void takesAWorkerForBackWhenItsOwnProcessAndTheServersSaySo() {
    var verdict = judge("nomad.worker-ready", READY);
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.Met.class);
    assertThat(verdict.why()).isEqualTo("w1 runs 2.0.5 and is ready");
  }

  @Test
  void believesNoServersThatAWorkerIsBackWhichHasReachedNone() {
    nomad.worker("w1", VERSION, "2562047h47m16.854775807s");
    assertNotYet(
        judge("nomad.worker-ready", READY), "w1 has reached no server since it was started");
    nomad.api().silence("w1");
    assertNotYet(judge("nomad.worker-ready", READY), "w1 GET /v1/agent/self does not answer");
  }

  @Test
  void wantsTheVersionOfAWorkerFromItsProcessAndFromTheServers() {
    nomad.worker("w1", "2.0.4", "1s");
    assertNotYet(judge("nomad.worker-ready", READY), "w1 runs 2.0.4, planned is 2.0.5");
    nomad.worker("w1", VERSION, "1s").node("w1", "ready", "eligible", false, "2.0.4");
    assertNotYet(judge("nomad.worker-ready", READY), "w1 runs 2.0.4, planned is 2.0.5");
    assertThat(judge("nomad.worker-ready", ON_W1)).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void wantsAWorkerThatCanRunContainers() {
    nomad.node("node-w1", "w1", "ready", "eligible", false, VERSION, false, 10);
    assertNotYet(judge("nomad.worker-ready", ON_W1), "w1 can run no containers");
    nomad.node("node-w1", "w1", "down", "ineligible", false, VERSION, true, 10);
    assertNotYet(judge("nomad.worker-ready", ON_W1), "w1 is down for the servers");
    nomad.api().answer("* GET /v1/nodes", "[]");
    assertNotYet(judge("nomad.worker-ready", ON_W1), "the servers do not know w1");
  }

  @Test
  void looksAtTheWorkerThatIsThereAndNotAtOneItWasBefore() {
    nomad.node("old", "w1", "down", "eligible", false, "2.0.4", true, 99);
    assertThat(judge("nomad.worker-ready", READY)).isInstanceOf(Verdict.Met.class);
    nomad.node("w1", "down", "eligible", false, VERSION);
    assertNotYet(judge("nomad.worker-ready", READY), "w1 runs 2.0.4, planned is 2.0.5");
  }

  @Test
  void saysThatNoServerKnowsALeader() {
    for (var host : new String[] {"s1", "s2", "s3"}) {
      nomad.api().answer(host + " GET /v1/status/leader", "\"\"");
    }
    for (var gate : new String[] {"nomad.worker-ready", "nomad.same-work"}) {
      assertNotYet(judge(gate, READY), "no server of Nomad knows a leader");
    }
  }

  @Test
  void findsTheWorkOfBefore() {
    noted(allocation("a1", "web", "service", "run", "running", 0, NOON));
    var verdict = judge("nomad.same-work", ON_W1);
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.Met.class);
    assertThat(verdict.why()).isEqualTo("the 1 allocations of before are still on w1");
  }

  @Test
  void missesWorkThatIsGoneOrStartedAnew() {
    noted(allocation("a1", "web", "service", "run", "running", 0, NOON));
    nomad.allocations("w1", allocation("a1", "web", "service", "run", "running", 0, LATER));
    assertNotYet(judge("nomad.same-work", ON_W1), "allocation a1 on w1 was started anew");
    nomad.allocations("w1", allocation("a1", "web", "service", "run", "pending", 0, NOON));
    assertNotYet(judge("nomad.same-work", ON_W1), "allocation a1 on w1 is pending");
    nomad.allocations("w1");
    assertNotYet(judge("nomad.same-work", ON_W1), "allocation a1 on w1 is gone");
  }

  /// Recorded: so a worker's allocations look once it is back after it was taken for lost.
  @Test
  void missesWorkThatTheServersTookForLost() {
    noted(allocation("a1", "web", "service", "run", "running", 0, NOON));
    nomad.job("web", 3, false);
    nomad.allocations("w1", allocation("a1", "web", "service", "stop", "complete", 0, NOON));
    assertNotYet(
        judge("nomad.same-work", ON_W1),
        "allocation a1 on w1 was stopped: alloc is lost since its node is down");
  }

  @Test
  void saysWhatTheHostLostWhenItWentDownAndDoesNotWaitForIt() {
    nomad.allocations("w1", allocation("a1", "web", "service", "run", "running", 0, NOON));
    Operations.named("nomad.note-work").perform(inBoot("before"));
    nomad.job("web", 3, false);
    nomad.allocations("w1", allocation("a1", "web", "service", "stop", "complete", 0, NOON));
    var gate = Gates.named("nomad.same-work");
    assertNotYet(gate.judge(inBoot("before")), "allocation a1 on w1 was stopped");
    assertNotYet(judge("nomad.same-work", ON_W1), "allocation a1 on w1 was stopped");
    var verdict = gate.judge(inBoot("after"));
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.Met.class);
    assertThat(verdict.why())
        .startsWith("w1 went down and was started again meanwhile: 1 of its 1 allocations")
        .contains("lost to that, not to this step: allocation a1 on w1 was stopped: alloc is lost");
    nomad.allocations("w1", allocation("a1", "web", "service", "run", "running", 0, NOON));
    assertThat(gate.judge(inBoot("after")).why()).contains("are still on w1");
  }

  @Test
  void missesWorkWhereTheHostDidNotSayInWhichBootItWasNoted() {
    noted(allocation("a1", "web", "service", "run", "running", 0, NOON));
    nomad.allocations("w1");
    var verdict = Gates.named("nomad.same-work").judge(inBoot("after"));
    assertNotYet(verdict, "allocation a1 on w1 is gone");
  }

  @Test
  void doesNotMissWorkThatItsOwnerStopped() {
    noted(allocation("a1", "web", "service", "run", "running", 0, NOON));
    nomad.allocations("w1", allocation("a1", "web", "service", "stop", "complete", 0, NOON));
    nomad.job("web", 3, true);
    assertThat(judge("nomad.same-work", ON_W1)).isInstanceOf(Verdict.Met.class);
    nomad.job("web", 4, false);
    assertThat(judge("nomad.same-work", ON_W1)).isInstanceOf(Verdict.Met.class);
    nomad.api().answer("* GET /v1/job/web?namespace=default", 404, "job not found");
    assertThat(judge("nomad.same-work", ON_W1)).isInstanceOf(Verdict.Met.class);
    nomad.api().answer("* GET /v1/job/web?namespace=default", 500, "no leader");
    assertNotYet(judge("nomad.same-work", ON_W1), "was stopped");
  }

  @Test
  void doesNotMissWorkThatEndedByItself() {
    noted(
        allocation("a1", "report", "batch", "run", "running", 0, NOON),
        allocation("a2", "web", "service", "run", "running", 4, NOON));
    nomad.allocations(
        "w1",
        allocation("a1", "report", "batch", "run", "complete", 0, NOON),
        allocation("a2", "web", "service", "run", "running", 5, LATER));
    assertThat(judge("nomad.same-work", ON_W1)).isInstanceOf(Verdict.Met.class);
    nomad.allocations(
        "w1",
        allocation("a1", "report", "batch", "run", "complete", 0, NOON),
        allocation("a2", "web", "service", "run", "pending", 5, LATER));
    assertThat(judge("nomad.same-work", ON_W1)).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void asksForJobsThatOtherJobsStartedByTheirWholeName() {
    noted(allocation("a1", "report/periodic-1", "batch", "run", "running", 0, NOON));
    nomad.allocations(
        "w1", allocation("a1", "report/periodic-1", "batch", "stop", "complete", 0, NOON));
    nomad.job("report%2Fperiodic-1", 3, true);
    assertThat(judge("nomad.same-work", ON_W1)).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void findsAServiceOnEveryOpenWorker() {
    deployed();
    nomad.deployment(0, "running", "Deployment is running").running(0, 2, "w1");
    assertNotYet(
        judge("nomad.service-running", service()),
        "the deployment of web is running",
        "web-1 does not run on w2",
        "web-2 does not run on w2");
    nomad.deployment(0, "successful", "").running(0, 2, "w1", "w2");
    var verdict = judge("nomad.service-running", service());
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.Met.class);
    assertThat(verdict.why()).isEqualTo("4 instances of web run");
  }

  /// Brought to the workers that took work at that moment, it succeeds without the others.
  @Test
  void missesNoServiceOnAWorkerThatIsClosedUntilItIsOpen() {
    nomad.node("w2", "ready", "ineligible", false, VERSION);
    deployed();
    nomad.deployment(0, "successful", "").running(0, 2, "w1");
    assertThat(judge("nomad.service-running", service())).isInstanceOf(Verdict.Met.class);
    nomad.node("w2", "ready", "eligible", false, VERSION);
    assertNotYet(judge("nomad.service-running", service()), "web-1 does not run on w2");
  }

  @Test
  void waitsForAServiceThatIsNotKnownYet() {
    assertNotYet(judge("nomad.service-running", service()), "answers 404: job not found");
  }

  @Test
  void countsInstancesOfThisVersionOnly() {
    deployed();
    nomad.deployment(0, "successful", "").running(7, 2, "w1", "w2");
    assertNotYet(judge("nomad.service-running", service()), "web-1 does not run on w1");
  }

  @Test
  void givesUpWhenTheDeploymentOfThisVersionFailed() {
    deployed();
    deployed();
    nomad.deployment(0, "failed", "an older one").deployment(1, "running", "");
    assertNotYet(judge("nomad.service-running", service()), "the deployment of web is running");
    nomad.deployment(1, "failed", "Failed due to progress deadline");
    assertFailed("the deployment of web failed: Failed due to progress deadline");
  }

  @Test
  void givesUpWhenNomadWentBackToTheVersionBefore() {
    deployed();
    nomad
        .deployment(3, "failed", "Failed due to unhealthy allocations - rolling back to version 2")
        .deployment(4, "successful", "");
    nomad.api().answer("* GET /v1/job/web", "{\"Meta\":{\"holdfast_spec\":\"old\"},\"Version\":4}");
    assertFailed("the deployment of web failed: Failed due to unhealthy allocations - rolling");
    var other = new RecordedNomad();
    other.api().answer("* GET /v1/job/web", "{\"Meta\":null,\"Version\":4}");
    assertThat(Gates.named("nomad.service-running").judge(Worlds.of(other.api(), service())).why())
        .isEqualTo("the job web is another than planned");
  }

  private void assertFailed(String why) {
    var verdict = judge("nomad.service-running", service());
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.Failed.class);
    assertThat(verdict.why()).startsWith(why);
  }

  /// Registers the service in its next version.
  private void deployed() {
    nomad.api().answer("* GET /v1/job/web", 404, "job not found");
    Operations.named("nomad.deploy-service").perform(Worlds.of(nomad.api(), service()));
  }

  static Map<String, String> service() {
    var service =
        new ServiceSpec(
            "web", "web", 8080, 18080, 2, "/health", Map.of(), Optional.empty(), 100, 128);
    return Map.of(
        "service",
        "web",
        "image",
        "127.0.0.1:5000/web@sha256:" + "a".repeat(64),
        "specification",
        Json.write(service));
  }

  /// What runs on w1 when its change begins.
  private void noted(String... running) {
    nomad.allocations("w1", running);
    Operations.named("nomad.note-work").perform(Worlds.of(nomad.api(), ON_W1));
  }

  private Verdict judge(String gate, Map<String, String> parameters) {
    return Gates.named(gate).judge(Worlds.of(nomad.api(), parameters));
  }

  private World inBoot(String id) {
    return Worlds.inBoot(nomad.api(), id, ON_W1);
  }

  private static void assertNotYet(Verdict verdict, String... reasons) {
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.NotYet.class);
    assertThat(verdict.why()).contains(reasons);
  }
}
