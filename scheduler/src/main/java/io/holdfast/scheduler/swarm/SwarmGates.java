package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.LedAgain;
import io.holdfast.scheduler.gate.MembersLeft;
import io.holdfast.scheduler.gate.QuorumBefore;
import io.holdfast.scheduler.gate.QuorumOrDown;
import java.util.Map;

/// The gates that ask Docker, by the names that plans use. Plans of earlier versions call the last
/// one `service.running`, and a resume may still go through one.
public final class SwarmGates {
  private SwarmGates() {}

  public static Map<String, Gate> all() {
    return Map.of(
        "swarm.quorum-before", new QuorumBefore(SwarmCluster::look),
        "swarm.quorum-or-down", new QuorumOrDown(SwarmCluster::look),
        "swarm.led-again", new LedAgain(SwarmCluster::look),
        "swarm.member-after", new ManagerAfter(),
        "swarm.formed", new Formed(),
        "swarm.members-left", new MembersLeft(SwarmCluster::look),
        "swarm.worker-ready", new WorkerReady(),
        "swarm.service-running", new ServiceRunning(),
        "service.running", new ServiceRunning());
  }
}
