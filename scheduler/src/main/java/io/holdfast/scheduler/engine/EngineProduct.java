package io.holdfast.scheduler.engine;

import io.holdfast.scheduler.consul.ConsulApi;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.nomad.NomadApi;
import io.holdfast.scheduler.raft.RaftSnapshots;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Engine;
import java.util.Optional;

/// One scheduler product, for whoever speaks of neither. What a product lacks is empty here.
///
/// `exclude` (parameter `host`) takes a worker out through the servers alone, however its host may
/// hang. `handOver` (parameter `to`) moves the leadership to a server; a swarm elects, and cannot
/// be told whom. `snapshots` saves and restores the whole state; of a swarm there is none while it
/// runs: its state is copied while the canary is stopped.
public record EngineProduct(
    QuorumSystem servers,
    Operation exclude,
    Optional<Operation> handOver,
    Optional<RaftSnapshots> snapshots) {

  /// Saves and restores the state of `consul` or `nomad`.
  public static RaftSnapshots snapshotsOf(String product) {
    return switch (product) {
      case "consul" -> new RaftSnapshots(ConsulApi.RAFT);
      case "nomad" -> new RaftSnapshots(NomadApi.RAFT);
      default -> throw HoldfastException.of(ProblemId.INTERNAL_ERROR, "nothing saves " + product);
    };
  }

  public static EngineProduct of(Engine engine) {
    var servers = QuorumSystem.named(engine.word());
    var exclude = Operations.named(engine.word() + ".exclude-worker");
    return switch (engine) {
      case NOMAD ->
          new EngineProduct(
              servers,
              exclude,
              Optional.of(Operations.named("nomad.transfer-leader")),
              Optional.of(new RaftSnapshots(NomadApi.RAFT)));
      case SWARM -> new EngineProduct(servers, exclude, Optional.empty(), Optional.empty());
    };
  }
}
