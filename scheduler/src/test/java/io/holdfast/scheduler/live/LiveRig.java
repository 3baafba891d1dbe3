package io.holdfast.scheduler.live;

import io.holdfast.scheduler.engine.QuorumRig;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/// Real servers of Consul or Nomad for their contract.
public class LiveRig implements QuorumRig {
  protected final LiveCluster cluster;
  private final String system;

  /// `system` is `consul` or `nomad`.
  public LiveRig(LiveCluster cluster, String system) {
    this.cluster = cluster;
    this.system = system;
  }

  /// Waits until the servers have formed, gives them the site's management token, and waits until
  /// each of them knows it.
  public void bootstrap() {
    met("formed", "s1");
    if (system.equals("nomad")) {
      List.of("s1", "s2", "s3").forEach(host -> met("keyring-ready", host));
    }
    Operations.named(system + ".bootstrap-acl").perform(world(Map.of()));
    met("quorum-before", "s1");
  }

  private void met(String gate, String host) {
    var parameters = Map.of("host", host, "plannedVoters", "3");
    var verdict = Polling.until(world(Map.of()), system + "." + gate, parameters);
    if (!(verdict instanceof Verdict.Met)) {
      throw new AssertionError(verdict.why());
    }
  }

  @Override
  public final String system() {
    return system;
  }

  @Override
  public final World world(Map<String, String> parameters) {
    return cluster.world(parameters);
  }

  @Override
  public final String earlier() {
    return cluster.earlier().version();
  }

  @Override
  public final String later() {
    return cluster.later().version();
  }

  @Override
  public final void lose(String host) {
    cluster.kill(host);
  }

  @Override
  public final void start(String host, String version) {
    unchecked(
        () -> cluster.start(host, version.equals(later()) ? cluster.later() : cluster.earlier()));
  }

  public final boolean isUp(String host) {
    return cluster.processesOf(List.of(host)).getFirst() > 0;
  }

  /// The data of raft is set aside; the id stays.
  @Override
  public final void putBack(String server) {
    lose(server);
    unchecked(
        () -> {
          var raft = cluster.raft(server);
          Files.move(raft, Files.createTempDirectory(raft.getParent(), "aside").resolve("raft"));
        });
    start(server, earlier());
  }

  @Override
  public final String identity(String server) {
    try {
      return Files.readString(cluster.nodeId(server));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public final List<String> lives(List<String> servers) {
    return cluster.processesOf(servers).stream().map(String::valueOf).toList();
  }

  @Override
  public final void leadershipMovesTo(String server) {
    Operations.named(system + ".transfer-leader").perform(world(Map.of("to", server)));
  }

  @Override
  public final String lately() {
    return cluster.lately();
  }

  /// Something that fails only where the machine does.
  protected interface Doing {
    void run() throws IOException, InterruptedException;
  }

  protected static void unchecked(Doing doing) {
    try {
      doing.run();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Override
  public final void close() {
    cluster.close();
  }
}
