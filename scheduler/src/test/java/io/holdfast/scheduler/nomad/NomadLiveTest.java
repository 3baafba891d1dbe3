package io.holdfast.scheduler.nomad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Polling;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gates and operations against three real servers of two neighbouring releases.
@Tag("e2e")
class NomadLiveTest {
  private static final List<String> SERVERS = List.of("s1", "s2", "s3");
  private List<Path> releases = List.of();

  @BeforeEach
  void needsTwoReleasesOfNomad() throws IOException {
    releases = releases();
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

  /// The folders of the releases, the newest last.
  private static List<Path> releases() throws IOException {
    var given = System.getenv("HOLDFAST_COMPONENTS");
    var components =
        given == null
            ? Path.of(System.getProperty("user.home"), ".cache", "holdfast", "components")
            : Path.of(given);
    var nomad = components.resolve("nomad");
    if (!Files.isDirectory(nomad)) {
      return List.of();
    }
    try (var all = Files.list(nomad)) {
      return all.filter(release -> Files.isExecutable(release.resolve("nomad")))
          .sorted(
              Comparator.comparing(
                  release -> Runtime.Version.parse(release.getFileName().toString())))
          .toList();
    }
  }
}
