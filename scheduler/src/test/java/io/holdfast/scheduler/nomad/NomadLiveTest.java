package io.holdfast.scheduler.nomad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.LiveTransport;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Polling;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gates and operations against real servers and workers of two neighbouring releases.
@Tag("e2e")
class NomadLiveTest {
  private static final List<String> SERVERS = List.of("s1", "s2", "s3");
  private static final Map<String, String> ON_W1 = Map.of("host", "w1");

  private List<Path> releases = List.of();

  @BeforeEach
  void needsTwoReleasesOfNomad() {
    releases = LiveReleases.of("nomad");
    assumeTrue(
        releases.size() >= 2,
        "two releases of nomad are not on this machine: an operator supplies them");
  }

  @Test
  void walksThroughFormationAccessUpgradeAndUndo(@TempDir Path folder) throws Exception {
    var earlier = releases.get(releases.size() - 2);
    try (var nomad =
        new LiveNomad(folder, earlier.resolve("nomad"), releases.getLast().resolve("nomad"))) {
      var from = earlier.getFileName().toString();
      var to = releases.getLast().getFileName().toString();
      formsAndTakesItsToken(nomad);
      knowsWhoMayBeStopped(nomad, from);
      putsACanaryBack(nomad, from, to);
      putsACanaryBackThoughTheLeaderChanges(nomad, from, to);
      handsLeadershipOver(nomad);
    }
  }

  /// The tasks of a worker through changes of it, in the three ways.
  @Test
  void changesAWorkerInPlaceByWaitingAndByMovingItsWork(@TempDir Path folder) throws Exception {
    var earlier = releases.get(releases.size() - 2);
    var to = releases.getLast().getFileName().toString();
    try (var nomad =
        new LiveNomad(folder, earlier.resolve("nomad"), releases.getLast().resolve("nomad"))) {
      formsAndTakesItsToken(nomad);
      nomad.startEarlier("w1");
      nomad.startEarlier("w2");
      isBack(nomad, "w1", earlier.getFileName().toString());
      isBack(nomad, "w2", earlier.getFileName().toString());
      register(nomad, "stays", "service", "100000");
      runs(nomad, "stays", "w1");
      keepsTasksInPlace(nomad, to);
      waitsForWorkThatEnds(nomad);
      movesWork(nomad);
      missesWorkOfAWorkerThatWasAwayForTooLong(nomad, to);
    }
  }

  private static void keepsTasksInPlace(LiveNomad nomad, String to) throws Exception {
    assertThat(perform(nomad, "note-work", ON_W1)).isEqualTo("1 allocations run on w1");
    nomad.kill("w1");
    assertThat(ready(nomad, "w1", to)).contains("w1 GET /v1/agent/self does not answer");
    nomad.startLater("w1");
    isBack(nomad, "w1", to);
    met(judged(nomad, "nomad.same-work", 20));
  }

  private static void waitsForWorkThatEnds(LiveNomad nomad) {
    register(nomad, "ends", "batch", "8");
    runs(nomad, "ends", "w1");
    assertThat(perform(nomad, "close-worker", close("w1", "wait")))
        .startsWith("w1 is closed; all that ends by itself has ended");
    assertThat(perform(nomad, "open-worker", ON_W1)).isEqualTo("w1 is open for work");
    met(judged(nomad, "nomad.same-work", 20));
  }

  private static void movesWork(LiveNomad nomad) {
    assertThat(perform(nomad, "close-worker", close("w1", "migrate"))).isEqualTo("w1 is drained");
    runs(nomad, "stays", "w2");
    assertThat(judged(nomad, "nomad.same-work", 0).why())
        .contains("was stopped: alloc is being migrated");
    assertThat(perform(nomad, "open-worker", ON_W1)).isEqualTo("w1 is open for work");
    assertThat(perform(nomad, "close-worker", close("w2", "migrate"))).isEqualTo("w2 is drained");
    runs(nomad, "stays", "w1");
  }

  /// Back again, the allocations that were replaced meanwhile look as if they had been stopped.
  private static void missesWorkOfAWorkerThatWasAwayForTooLong(LiveNomad nomad, String to)
      throws Exception {
    perform(nomad, "note-work", ON_W1);
    met(judged(nomad, "nomad.same-work", 20));
    nomad.kill("w1");
    var lost = "was stopped: alloc is lost since its node is down";
    until(() -> judged(nomad, "nomad.same-work", 0).why().contains(lost), 120);
    nomad.startLater("w1");
    isBack(nomad, "w1", to);
    assertThat(judged(nomad, "nomad.same-work", 5).why()).contains(lost);
  }

  /// A job of one task, which prefers w1.
  private static void register(LiveNomad nomad, String id, String type, String seconds) {
    var job =
        """
        {"ID":"%1$s","Name":"%1$s","Type":"%2$s","Datacenters":["*"],
         "Affinities":[{"LTarget":"${node.unique.name}","RTarget":"w1","Operand":"=","Weight":100}],
         "TaskGroups":[{"Name":"%1$s","Tasks":[{"Name":"%1$s","Driver":"raw_exec",
          "Config":{"command":"/bin/sleep","args":["%3$s"]},
          "Resources":{"CPU":50,"MemoryMB":20}}]}]}
        """
            .formatted(id, type, seconds);
    var parameters = Map.of("job", id, "specification", job);
    assertThat(perform(nomad, "deploy-job", parameters)).isEqualTo("register " + id);
    assertThat(perform(nomad, "deploy-job", parameters)).isEqualTo("the job stands as planned");
  }

  private static Map<String, String> close(String host, String mode) {
    return Map.of("host", host, "mode", mode, "deadlineMs", "20000");
  }

  private static String perform(LiveNomad nomad, String operation, Map<String, String> parameters) {
    return Operations.named("nomad." + operation).perform(nomad.world(parameters)).says();
  }

  private static Verdict judged(LiveNomad nomad, String gate, int seconds) {
    return Polling.until(nomad.world(Map.of()), gate, ON_W1, seconds);
  }

  /// There is no container engine on a machine that runs tests; everything else must be well.
  private static void isBack(LiveNomad nomad, String host, String version) throws Exception {
    until(
        () ->
            ready(nomad, host, version).equals(host + " can run no containers")
                || ready(nomad, host, version).endsWith(" and is ready"),
        60);
  }

  private static String ready(LiveNomad nomad, String host, String version) {
    return Gates.named("nomad.worker-ready")
        .judge(nomad.world(Map.of("host", host, "version", version)))
        .why();
  }

  private static void runs(LiveNomad nomad, String job, String host) {
    until(
        () -> {
          var api = new NomadApi(new Inquiry(nomad.world(Map.of())));
          var worker = Worker.find(api, "s1", host).orElseThrow();
          return Allocation.all(api.allocationsOf("s1", job)).stream()
              .anyMatch(it -> it.isRunning() && it.isWanted() && it.node().equals(worker.id()));
        },
        60);
  }

  private static void until(BooleanSupplier condition, int seconds) {
    var clock = new LiveTransport.RealClock();
    for (var look = 0; look < seconds && !condition.getAsBoolean(); look++) {
      clock.sleepMs(1_000);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private static void formsAndTakesItsToken(LiveNomad nomad) {
    met(Polling.until(nomad.world(Map.of()), "nomad.formed", Map.of("plannedVoters", "3"), 40));
    var bootstrap = Operations.named("nomad.bootstrap-acl");
    assertThat(bootstrap.look(nomad.world(Map.of())).changed()).isTrue();
    assertThat(bootstrap.perform(nomad.world(Map.of())).says()).contains("management token");
    assertThat(bootstrap.look(nomad.world(Map.of())).changed()).isFalse();
    assertThat(bootstrap.perform(nomad.world(Map.of())).changed()).isFalse();
  }

  private static void knowsWhoMayBeStopped(LiveNomad nomad, String version) {
    for (var host : SERVERS) {
      quorumBefore(nomad, host);
      memberAfter(nomad, host, version);
    }
    var other =
        Gates.named("nomad.member-after")
            .judge(nomad.world(Map.of("host", "s1", "version", "9.9.9")));
    assertThat(other.why()).contains("s1 runs " + version + ", planned is 9.9.9");
  }

  /// The canary undo: the old release, its own raft data set aside, the same identity.
  private static void putsACanaryBack(LiveNomad nomad, String from, String to) throws Exception {
    var canary = follower(nomad);
    var identity = Files.readString(nomad.nodeId(canary));
    var others = SERVERS.stream().filter(host -> !host.equals(canary)).toList();
    var processes = others.stream().map(nomad::processOf).toList();
    quorumBefore(nomad, canary);
    nomad.kill(canary);
    assertThat(
            Gates.named("nomad.quorum-before")
                .judge(nomad.world(Map.of("host", others.get(0), "plannedVoters", "3")))
                .why())
        .contains("1 of 2 other voters healthy, 2 needed");
    nomad.startLater(canary);
    memberAfter(nomad, canary, to);
    nomad.kill(canary);
    Files.move(nomad.raft(canary), nomad.raft(canary).resolveSibling("raft.aside"));
    nomad.startEarlier(canary);
    memberAfter(nomad, canary, from);
    assertThat(Files.readString(nomad.nodeId(canary))).isEqualTo(identity);
    assertThat(others.stream().map(nomad::processOf).toList()).isEqualTo(processes);
  }

  /// The same while the leadership moves to another old server in the middle of it.
  private static void putsACanaryBackThoughTheLeaderChanges(LiveNomad nomad, String from, String to)
      throws Exception {
    var canary = follower(nomad);
    var identity = Files.readString(nomad.nodeId(canary));
    quorumBefore(nomad, canary);
    nomad.kill(canary);
    nomad.startLater(canary);
    memberAfter(nomad, canary, to);
    nomad.kill(canary);
    var next =
        SERVERS.stream()
            .filter(host -> !host.equals(canary) && !host.equals(leader(nomad)))
            .findFirst()
            .orElseThrow();
    Operations.named("nomad.transfer-leader").perform(nomad.world(Map.of("to", next)));
    Files.move(nomad.raft(canary), nomad.raft(canary).resolveSibling("raft.aside-2"));
    nomad.startEarlier(canary);
    memberAfter(nomad, canary, from);
    assertThat(Files.readString(nomad.nodeId(canary))).isEqualTo(identity);
    assertThat(leader(nomad)).isEqualTo(next);
  }

  private static void handsLeadershipOver(LiveNomad nomad) {
    var to = follower(nomad);
    var transfer = Operations.named("nomad.transfer-leader");
    assertThat(transfer.perform(nomad.world(Map.of("to", to))).changed()).isTrue();
    assertThat(leader(nomad)).isEqualTo(to);
    assertThat(transfer.perform(nomad.world(Map.of("to", to))).changed()).isFalse();
  }

  private static void quorumBefore(LiveNomad nomad, String host) {
    met(
        Polling.until(
            nomad.world(Map.of()),
            "nomad.quorum-before",
            Map.of("host", host, "plannedVoters", "3"),
            60));
  }

  private static void memberAfter(LiveNomad nomad, String host, String version) {
    met(
        Polling.until(
            nomad.world(Map.of()),
            "nomad.member-after",
            Map.of("host", host, "version", version),
            90));
  }

  private static String leader(LiveNomad nomad) {
    return QuorumSystem.named("nomad").leader(nomad.world(Map.of())).orElseThrow();
  }

  private static String follower(LiveNomad nomad) {
    var leader = leader(nomad);
    return SERVERS.stream().filter(host -> !host.equals(leader)).findFirst().orElseThrow();
  }

  private static void met(Verdict verdict) {
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.Met.class);
  }
}
