package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;

/// Has the swarm formed? Every planned manager answers for itself, is reachable for all others, and
/// shows one leader.
final class Formed implements Gate {
  @Override
  public Verdict judge(World world) {
    var planned = Parameters.of(world).number("plannedVoters");
    var inquiry = new Inquiry(world);
    var cluster = SwarmCluster.look(inquiry);
    var reasons =
        new Reasons()
            .unless(
                cluster.views().size() == planned,
                "the site has " + cluster.views().size() + " servers, the plan counts " + planned)
            .addAll(cluster.disagreements());
    for (var view : cluster.views()) {
      cluster.objection(view.host()).ifPresent(why -> reasons.add(view.host() + ": " + why));
    }
    return reasons.verdict(
        planned + " managers agree on the leader " + cluster.leaderHost().orElse("none"), inquiry);
  }
}
