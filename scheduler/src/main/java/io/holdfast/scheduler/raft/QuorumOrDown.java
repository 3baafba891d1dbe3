package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;

/// May this server be disturbed once more? One that does not vote takes no vote away; for one that
/// does, the rule of the first change holds.
record QuorumOrDown(RaftProduct product) implements Gate {
  @Override
  public Verdict judge(World world) {
    var inquiry = new Inquiry(world);
    var cluster = RaftCluster.look(product, inquiry);
    var host = Parameters.of(world).text("host");
    return cluster.mayVote(cluster.view(host))
        ? QuorumBefore.rule(world, cluster).judge(cluster.disagreements(), inquiry)
        : new Verdict.Met(host + " does not vote now", inquiry.raw());
  }
}
