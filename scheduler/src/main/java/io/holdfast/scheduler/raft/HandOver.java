package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.World;
import java.util.Map;
import java.util.Optional;

/// Hands the leadership of a host that is about to go away to the first healthy voter beside it.
/// Where it does not lead, where nobody else can, or where the version has no such call, nothing is
/// done: an election is what follows then.
record HandOver(RaftProduct product) implements Operation {
  @Override
  public Outcome look(World world) {
    return heir(world)
        .map(to -> new Outcome(true, "the leadership of " + product.name() + " goes to " + to))
        .orElseGet(this::nothing);
  }

  @Override
  public Outcome perform(World world) {
    return heir(world)
        .map(to -> new TransferLeader(product).perform(world.withParameters(Map.of("to", to))))
        .orElseGet(this::nothing);
  }

  private Outcome nothing() {
    return new Outcome(false, "no leadership of " + product.name() + " to hand over");
  }

  private Optional<String> heir(World world) {
    var host = Parameters.of(world).text("host");
    if (new RaftQuorum(product).leader(world).filter(host::equals).isEmpty()) {
      return Optional.empty();
    }
    var cluster = RaftCluster.look(product, new Inquiry(world));
    return cluster.answering().stream()
        .filter(other -> !other.equals(host))
        .filter(other -> cluster.objection(other).isEmpty())
        .findFirst();
  }
}
