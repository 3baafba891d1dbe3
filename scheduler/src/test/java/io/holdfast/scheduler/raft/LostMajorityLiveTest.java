package io.holdfast.scheduler.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.live.LiveCluster;
import io.holdfast.scheduler.live.LiveReleases;
import io.holdfast.scheduler.live.LiveRig;
import io.holdfast.scheduler.live.Polling;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.planner.SeenQuorum;
import io.holdfast.scheduler.planner.SeenServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the plans of a recovery write and start, on three real servers. Skipped where no two
/// releases of the product are in the components folder.
@Tag("e2e")
class LostMajorityLiveTest {
  private static final List<String> ALL = List.of("s1", "s2", "s3");

  @ParameterizedTest
  @ValueSource(strings = {"consul", "nomad"})
  void theLastServerLeadsAloneWithAllThatItHeldAndTakesTheOthersInEmpty(
      String system, @TempDir Path folder) throws Exception {
    try (var cluster = new LiveCluster(folder, system, LiveReleases.neighbours(system))) {
      var rig = new LiveRig(cluster, system);
      rig.bootstrap();
      probe(rig, system, "written before the disaster");
      var counts = counted(rig, system);
      for (var lost : List.of("s2", "s3")) {
        rig.lose(lost);
        forget(cluster, lost);
      }
      var seen = seen(cluster, rig, system, Set.of("s1"));
      assertThat(seen.state()).isEqualTo(SeenQuorum.State.LOST);
      carryOut(cluster, rig, plans(rig).lostMajority(List.of(seen)).stages());
      assertThat(read(rig, system, "s1")).isEqualTo("written before the disaster");
      assertThat(counted(rig, system)).isEqualTo(counts);
      assertThat(cluster.raft("s1").resolve("peers.json")).doesNotExist();
      for (var host : List.of("s2", "s3")) {
        rig.start(host, rig.earlier());
      }
      met(rig, system + ".led-again", Map.of("servers", "s1,s2,s3", "members", "s1,s2,s3"));
      assertThat(read(rig, system, "s3")).isEqualTo("written before the disaster");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"consul", "nomad"})
  void serversThatAreAllDownLeadAgainOnceAMajorityIsStarted(String system, @TempDir Path folder)
      throws Exception {
    try (var cluster = new LiveCluster(folder, system, LiveReleases.neighbours(system))) {
      var rig = new LiveRig(cluster, system);
      rig.bootstrap();
      probe(rig, system, "written before the power went");
      ALL.forEach(rig::lose);
      var seen = seen(cluster, rig, system, Set.copyOf(ALL));
      assertThat(seen.state()).isEqualTo(SeenQuorum.State.STARTABLE);
      carryOut(cluster, rig, plans(rig).coldStart(List.of(seen), Set.of()).stages());
      assertThat(read(rig, system, "s2")).isEqualTo("written before the power went");
      var again = seen(cluster, rig, system, Set.copyOf(ALL));
      assertThat(again.isWhole()).as(String.join("\n", again.lines())).isTrue();
    }
  }

  private static RecoveryPlans plans(LiveRig rig) {
    return new RecoveryPlans(rig.world(Map.of()).site(), "acme-1", "digest");
  }

  /// Does on processes what the host runner does on hosts.
  private static void carryOut(LiveCluster cluster, LiveRig rig, List<Stage> stages)
      throws IOException {
    for (var stage : stages) {
      for (var step : stage.planned()) {
        switch (step.work()) {
          case Step.OnHost work -> act(cluster, rig, step.host(), work.actions());
          case Step.Operate work ->
              Operations.named(work.operation()).perform(rig.world(work.parameters()));
          case Step.CopyBlobs _ -> throw new AssertionError(step.path());
        }
      }
      if (stage instanceof Stage.Everywhere everywhere) {
        everywhere.after().forEach(gate -> met(rig, gate.gate(), gate.parameters()));
      }
    }
  }

  private static void act(LiveCluster cluster, LiveRig rig, String host, List<Action> actions)
      throws IOException {
    for (var action : actions) {
      switch (action) {
        case Action.PlaceFile file -> {
          assertThat(file.path()).endsWith("/raft/peers.json");
          Files.writeString(cluster.raft(host).resolve("peers.json"), file.text().text());
        }
        case Action.Unit unit when unit.verb() == Action.UnitVerb.STOP -> rig.lose(host);
        case Action.Unit unit when unit.verb() == Action.UnitVerb.START -> {
          if (!rig.isUp(host)) {
            rig.start(host, rig.earlier());
          }
        }
        default -> {}
      }
    }
  }

  private static SeenQuorum seen(
      LiveCluster cluster, LiveRig rig, String system, Set<String> standing) {
    var servers =
        ALL.stream()
            .map(
                host ->
                    standing.contains(host)
                        ? new SeenServer(
                            host,
                            Optional.empty(),
                            false,
                            rig.isUp(host) ? "active" : "inactive",
                            Files.exists(cluster.raft(host).resolve("peers.info")),
                            rig.earlier(),
                            rig.identity(host),
                            "of now")
                        : SeenServer.silent(host, "gone", true))
            .toList();
    var world = rig.world(Map.of());
    return SeenQuorum.of(
        world.site(),
        system,
        servers,
        QuorumSystem.named(system).look(world.withServers(standing)));
  }

  private static void forget(LiveCluster cluster, String host) throws IOException {
    var aside = Files.createTempDirectory("lost");
    Files.move(cluster.raft(host), aside.resolve("raft"));
    Files.delete(cluster.nodeId(host));
  }

  private static RaftApi api(LiveRig rig, String system) {
    var product = ((RaftQuorum) QuorumSystem.named(system)).product();
    return product.asked(new Inquiry(rig.world(Map.of())));
  }

  private static void probe(LiveRig rig, String system, String value) {
    assertThat(api(rig, system).writeProbe("s1", value).isSuccess()).isTrue();
  }

  private static String read(LiveRig rig, String system, String host) {
    return api(rig, system).readProbe(host);
  }

  private static String counted(LiveRig rig, String system) {
    return Operations.named(system + ".count-durable").perform(rig.world(Map.of())).says();
  }

  private static void met(LiveRig rig, String gate, Map<String, String> parameters) {
    var verdict = Polling.until(rig.world(Map.of()), gate, parameters);
    assertThat(verdict).as(verdict.why()).isInstanceOf(Verdict.Met.class);
  }
}
