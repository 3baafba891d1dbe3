package io.holdfast.scheduler.haproxy;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;

/// May a host's backends be drained? Every HAProxy itself must show at least `minimum` servers up
/// on other hosts for every backend it has; without a `host`, on any.
final class BackendsUp implements Gate {
  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.optional("host").orElse("");
    var minimum = parameters.number("minimum", 1);
    var hosts = Hosts.of(world);
    var address = host.isEmpty() ? "" : hosts.address(host);
    var inquiry = new Inquiry(world);
    var reasons = new Reasons();
    for (var name : hosts.loadBalancers()) {
      var balancer = Balancer.ask(inquiry, name);
      balancer.trouble().ifPresent(reasons::add);
      if (balancer.trouble().isEmpty()) {
        judge(balancer, address, host, minimum, reasons);
      }
    }
    return reasons.verdict(
        "every load balancer sees at least " + minimum + " servers up" + elsewhere(host), inquiry);
  }

  private static String elsewhere(String host) {
    return host.isEmpty() ? "" : " on other hosts than " + host;
  }

  private static void judge(
      Balancer balancer, String address, String host, int minimum, Reasons reasons) {
    reasons.unless(
        !balancer.backends().isEmpty(), "HAProxy on " + balancer.host() + " has no servers");
    for (var backend : balancer.backends()) {
      var up =
          balancer.slots().stream()
              .filter(
                  slot ->
                      slot.backend().equals(backend)
                          && slot.hasAddress()
                          && !slot.address().equals(address)
                          && slot.isUp())
              .count();
      reasons.unless(
          up >= minimum,
          "HAProxy on "
              + balancer.host()
              + " sees "
              + up
              + " servers of "
              + backend
              + " up"
              + elsewhere(host)
              + ", "
              + minimum
              + " are needed");
    }
  }
}
