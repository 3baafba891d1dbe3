package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Electorate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.World;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// The swarm's managers as a quorum system.
public final class SwarmQuorum implements QuorumSystem {
  @Override
  public Electorate look(World world) {
    return SwarmCluster.look(new Inquiry(world));
  }

  @Override
  public Optional<String> leader(World world) {
    return SwarmCluster.look(new Inquiry(world)).leaderHost();
  }

  @Override
  public List<String> members(World world) {
    var cluster = SwarmCluster.look(new Inquiry(world));
    return cluster.answering().stream()
        .findFirst()
        .map(server -> cluster.managers(cluster.view(server)))
        .orElse(List.of());
  }

  @Override
  public SortedMap<String, String> objections(World world) {
    return QuorumSystem.objections(SwarmCluster.look(new Inquiry(world)));
  }
}
