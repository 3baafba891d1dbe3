package io.holdfast.scheduler.haproxy;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;

/// May a host's backends be disturbed once more? Where none of them serves in any HAProxy there is
/// nothing to lose; otherwise the others have to serve, as for a first change.
final class OthersServeOrDown implements Gate {
  @Override
  public Verdict judge(World world) {
    var host = Parameters.of(world).text("host");
    var hosts = Hosts.of(world);
    var inquiry = new Inquiry(world);
    var serves =
        Balancer.all(inquiry).stream()
            .anyMatch(balancer -> isUnknown(balancer) || serves(balancer, hosts.address(host)));
    return serves
        ? new BackendsUp().judge(world)
        : new Verdict.Met(host + " serves nobody now", inquiry.raw());
  }

  private static boolean isUnknown(Balancer balancer) {
    return balancer.trouble().isPresent();
  }

  private static boolean serves(Balancer balancer, String address) {
    return balancer.slots().stream()
        .anyMatch(slot -> slot.address().equals(address) && slot.isUp());
  }
}
