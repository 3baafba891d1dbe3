package io.holdfast.scheduler.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.engine.QuorumContract;
import io.holdfast.scheduler.engine.QuorumRig;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.live.LiveCluster;
import io.holdfast.scheduler.live.LiveReleases;
import io.holdfast.scheduler.live.LiveRig;
import io.holdfast.scheduler.live.Polling;
import io.holdfast.scheduler.raft.RaftSnapshots;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The contract of servers that agree by majority on three real ones of Consul, of two neighbouring
/// releases, and what is Consul's own. Skipped where the first demo has not built them yet.
@Tag("e2e")
class ConsulLiveTest extends QuorumContract {
  private Optional<LiveCluster> cluster = Optional.empty();
  private Optional<LiveRig> rig = Optional.empty();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    var started = new LiveCluster(folder, "consul", LiveReleases.neighbours("consul"));
    cluster = Optional.of(started);
    rig = Optional.of(new LiveRig(started, "consul"));
    rig.get().bootstrap();
  }

  @AfterAll
  void end() {
    cluster.ifPresent(LiveCluster::close);
  }

  @Override
  protected QuorumRig rig() {
    return rig.orElseThrow();
  }

  @Test
  void setsUpTokensAndPoliciesOnce() {
    var bootstrap = Operations.named("consul.bootstrap-acl");
    assertThat(bootstrap.look(rig().world(Map.of())).changed()).isFalse();
    assertThat(bootstrap.perform(rig().world(Map.of())).changed()).isFalse();
    assertThat(counted()).contains("aclPolicies 4, aclTokens 5");
  }

  /// The time is another one than in the servers' files.
  @Test
  void keepsThePlacesOfThePlannedServersOnce() {
    var world = rig().world(Map.of("servers", "3", "stableSeconds", "4"));
    var keep = Operations.named("consul.keep-places");
    assertThat(Polling.told(world, () -> keep.look(world)).changed()).isTrue();
    assertThat(keep.perform(world).changed()).isTrue();
    assertThat(keep.look(world).changed()).isFalse();
    assertThat(keep.perform(world).changed()).isFalse();
  }

  @Test
  void seesEachAgentAliveAndMissesNothingThatLasts() {
    var counts = counted();
    var away =
        SERVERS.stream().filter(server -> !server.equals(leader())).findFirst().orElseThrow();
    rig().lose(away);
    rig().start(away, rig().earlier());
    for (var host : SERVERS) {
      met("client-alive", Map.of("host", host, "version", rig().earlier()));
    }
    met("durable-counts", Map.of("host", away, "counts", counts));
  }

  private String counted() {
    return Operations.named("consul.count-durable").perform(rig().world(Map.of())).says();
  }

  @Test
  void handsTheLeadershipToTheServerThatIsNamed() {
    var to = canary();
    var transfer = Operations.named("consul.transfer-leader");
    assertThat(transfer.perform(rig().world(Map.of("to", to))).changed()).isTrue();
    assertThat(leader()).isEqualTo(to);
    assertThat(transfer.perform(rig().world(Map.of("to", to))).changed()).isFalse();
  }

  @Test
  void restoresExactlyWhatWasSaved(@TempDir Path folder) {
    var snapshots = new RaftSnapshots(ConsulApi.RAFT);
    var files = cluster.orElseThrow().files(folder);
    write("before");
    var saved = snapshots.save(rig().world(Map.of()), files, "state.snap");
    assertThat(saved.version()).isEqualTo(rig().earlier());
    write("after");
    snapshots.restore(rig().world(Map.of()), files, saved);
    assertThat(read("before")).isEqualTo("before");
    assertThat(read("after")).isEmpty();
  }

  @Test
  void forgetsAServerThatLeavesForGood() {
    forgetsAServerThatWasStopped();
  }

  private void write(String key) {
    var consul = new ConsulApi(new Inquiry(rig().world(Map.of())));
    var written = consul.put(consul.requiredServer(), "/v1/kv/test/" + key, key);
    assertThat(written.isSuccess()).as(written.trouble()).isTrue();
  }

  private String read(String key) {
    var consul = new ConsulApi(new Inquiry(rig().world(Map.of())));
    return consul.get(consul.requiredServer(), "/v1/kv/test/" + key + "?raw").body();
  }
}
