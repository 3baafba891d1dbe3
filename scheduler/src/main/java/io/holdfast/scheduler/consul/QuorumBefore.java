package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Majority;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.ArrayList;

/// May this server be stopped? The healthy voters other than it must be a majority of the planned
/// ones, every answering server must name the same leader, and each must know exactly the planned
/// voters.
final class QuorumBefore implements Gate {
  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var planned = parameters.number("plannedVoters");
    var inquiry = new Inquiry(world);
    var cluster = ConsulCluster.look(inquiry);
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
            + " voters other than "
            + host
            + " are healthy, "
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
        .verdict(
            count + "; leader " + cluster.leader().map(cluster.hosts()::nameAt).orElse("none"),
            inquiry);
  }
}
