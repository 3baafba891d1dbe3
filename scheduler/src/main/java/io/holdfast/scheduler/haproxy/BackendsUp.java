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
import java.util.List;

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
        judge(balancer, new Asked(hosts, address, elsewhere, minimum), reasons);
      }
    }
    return reasons.verdict(
        "every load balancer sees at least " + minimum + " servers up" + elsewhere, inquiry);
  }

  /// What is asked of each balancer: so many servers, none of which is at the address.
  private record Asked(Hosts hosts, String address, String elsewhere, int minimum) {
    boolean counts(Slot slot) {
      return slot.hasAddress() && !slot.address().equals(address) && slot.isUp();
    }

    /// The workers that could serve and do not, for who wonders what is waited for.
    String missing(List<Slot> up) {
      var serving = up.stream().map(slot -> hosts.nameAt(slot.address())).toList();
      var rest =
          hosts.workers().stream()
              .filter(name -> !hosts.address(name).equals(address) && !serving.contains(name))
              .sorted()
              .toList();
      return rest.isEmpty() ? "" : "; not up: " + String.join(", ", rest);
    }
  }

  private static void judge(Balancer balancer, Asked asked, Reasons reasons) {
    reasons.unless(
        !balancer.backends().isEmpty(), "HAProxy on " + balancer.host() + " has no servers");
    for (var backend : balancer.backends()) {
      var up =
          balancer.slots().stream()
              .filter(slot -> slot.backend().equals(backend) && asked.counts(slot))
              .toList();
      reasons.unless(
          up.size() >= asked.minimum(),
          "HAProxy on %s sees %d servers of %s up%s, %d are needed%s"
              .formatted(
                  balancer.host(),
                  up.size(),
                  backend,
                  asked.elsewhere(),
                  asked.minimum(),
                  asked.missing(up)));
    }
  }
}
