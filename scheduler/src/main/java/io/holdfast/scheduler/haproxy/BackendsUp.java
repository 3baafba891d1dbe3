package io.holdfast.scheduler.haproxy;

import io.holdfast.scheduler.gate.Absent;
import io.holdfast.scheduler.gate.ClosedWorkers;
import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;

/// May a host's backends be drained? Every HAProxy itself must show at least `minimum` servers up
/// for every backend it has, on other hosts than the named one if one is named. Where `minimum`
/// counts every worker, `engine` says whom to ask for those that are closed for work.
final class BackendsUp implements Gate {
  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.optional("host");
    var hosts = Hosts.of(world);
    var address = host.map(hosts::address).orElse("");
    var elsewhere = host.map(name -> " on other hosts than " + name).orElse("");
    var inquiry = new Inquiry(world);
    var closed = ClosedWorkers.of(inquiry).size();
    var minimum = Absent.others(parameters, closed);
    var reasons = new Reasons();
    for (var balancer : Balancer.all(inquiry)) {
      balancer.trouble().ifPresent(reasons::add);
      if (balancer.trouble().isEmpty()) {
        judge(balancer, address, elsewhere, minimum, reasons);
      }
    }
    return reasons.verdict(
        "every load balancer sees at least " + minimum + " servers up" + elsewhere, inquiry);
  }

  private static void judge(
      Balancer balancer, String address, String elsewhere, int minimum, Reasons reasons) {
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
              + elsewhere
              + ", "
              + minimum
              + " are needed");
    }
  }
}
