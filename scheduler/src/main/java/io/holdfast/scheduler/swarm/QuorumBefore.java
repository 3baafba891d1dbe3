package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Majority;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.ArrayList;

/// May this manager be stopped? The reachable managers other than it must be a majority of the
/// planned ones, every answering manager must show the same leader, and each must know exactly the
/// planned managers.
final class QuorumBefore implements Gate {
  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var planned = parameters.number("plannedVoters");
    var inquiry = new Inquiry(world);
    var cluster = SwarmCluster.look(inquiry);
    var sound = new ArrayList<String>();
    var unsound = new ArrayList<String>();
    for (var view : cluster.views()) {
      if (!view.host().equals(host)) {
        cluster
            .objection(view)
            .ifPresentOrElse(
                why -> unsound.add(view.host() + ": " + why), () -> sound.add(view.host()));
      }
    }
    var needed = Majority.of(planned);
    var count =
        sound.size()
            + " of "
            + planned
            + " managers other than "
            + host
            + " are reachable, "
            + needed
            + " are needed";
    return new Reasons()
        .unless(
            cluster.views().size() == planned,
            "the site has " + cluster.views().size() + " servers, the plan counts " + planned)
        .addAll(cluster.disagreements())
        .unless(
            sound.size() >= needed,
            count + (unsound.isEmpty() ? "" : " (" + String.join(", ", unsound) + ")"))
        .verdict(count + "; leader " + cluster.leaderHost().orElse("none"), inquiry);
  }
}
