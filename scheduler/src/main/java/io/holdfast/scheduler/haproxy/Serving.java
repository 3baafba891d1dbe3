package io.holdfast.scheduler.haproxy;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.TreeSet;

/// Does the HAProxy of a host serve? All its frontends are open and every backend has a server up.
final class Serving implements Gate {
  @Override
  public Verdict judge(World world) {
    var host = Parameters.of(world).text("host");
    var inquiry = new Inquiry(world);
    var balancer = Balancer.ask(inquiry, host);
    var reasons = new Reasons();
    if (balancer.trouble().isPresent()) {
      return reasons.add(balancer.trouble().get()).verdict("", inquiry);
    }
    var listing = balancer.listing();
    var closed = new TreeSet<>(listing.frontends());
    closed.removeAll(listing.openFrontends());
    reasons.unless(!listing.frontends().isEmpty(), "HAProxy on " + host + " has no frontend");
    reasons.unless(
        closed.isEmpty(),
        "HAProxy on " + host + " has closed frontends: " + String.join(", ", closed));
    for (var backend : balancer.backends()) {
      var up =
          balancer.slots().stream()
              .filter(slot -> slot.backend().equals(backend) && slot.isUp())
              .count();
      reasons.unless(up > 0, "HAProxy on " + host + " has no server of " + backend + " up");
    }
    return reasons.verdict(
        "HAProxy on " + host + " serves " + String.join(", ", balancer.backends()), inquiry);
  }
}
