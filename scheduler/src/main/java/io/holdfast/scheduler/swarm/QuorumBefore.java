package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.StopRule;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.ArrayList;

/// May this manager be stopped? The reachable managers other than it must be a majority of the
/// planned ones, every answering manager must show the same leader, and each must know exactly the
/// planned managers.
final class QuorumBefore implements Gate {
  @Override
  public Verdict judge(World world) {
    var inquiry = new Inquiry(world);
    var cluster = SwarmCluster.look(inquiry);
    return rule(world, cluster).judge(cluster.disagreements(), inquiry);
  }

  static StopRule rule(World world, SwarmCluster cluster) {
    var parameters = Parameters.of(world);
    var voters = new ArrayList<StopRule.Voter>();
    for (var view : cluster.views()) {
      var leader =
          view.leader()
              .flatMap(view::node)
              .map(node -> cluster.hosts().nameAt(node.managerAddress()));
      voters.add(new StopRule.Voter(view.host(), cluster.objection(view), leader));
    }
    return new StopRule(
        parameters.text("host"), parameters.number("plannedVoters"), voters, cluster.members());
  }
}
