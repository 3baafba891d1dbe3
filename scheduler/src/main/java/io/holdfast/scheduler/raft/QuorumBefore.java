package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.StopRule;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.ArrayList;
import java.util.Optional;

/// May this server be stopped? The healthy voters other than it must be a majority of the planned
/// ones, every answering server must name the same leader, and each must know exactly the planned
/// voters.
record QuorumBefore(RaftProduct product) implements Gate {
  @Override
  public Verdict judge(World world) {
    var inquiry = new Inquiry(world);
    var cluster = RaftCluster.look(product, inquiry);
    return rule(world, cluster).judge(cluster.disagreements(), inquiry);
  }

  static StopRule rule(World world, RaftCluster cluster) {
    var parameters = Parameters.of(world);
    var voters = new ArrayList<StopRule.Voter>();
    for (var view : cluster.views()) {
      var leader = Optional.of(view.leader()).filter(address -> !address.isEmpty());
      voters.add(
          new StopRule.Voter(
              view.host(), cluster.objection(view), leader.map(cluster.hosts()::nameAt)));
    }
    return new StopRule(
        parameters.text("host"), parameters.number("plannedVoters"), voters, cluster.members());
  }
}
