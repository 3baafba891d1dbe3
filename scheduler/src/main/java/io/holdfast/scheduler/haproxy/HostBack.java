package io.holdfast.scheduler.haproxy;

import io.holdfast.scheduler.gate.ClosedWorkers;
import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Memory;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.List;

/// Is a host back in service? Every HAProxy shows a server at its address up in every backend, none
/// of them drained; and where the other servers of a backend got traffic since the first look, the
/// host's got some too. A host that somebody closed for work is back without that: it runs nothing
/// that could serve.
final class HostBack implements Gate {
  /// So many sessions of others without one for the host are no chance any more.
  private static final long TELLING_SESSIONS = 20;

  /// The others serve: they did when this host was taken out.
  @Override
  public boolean isSoft() {
    return true;
  }

  @Override
  public Verdict judge(World world) {
    var host = Parameters.of(world).text("host");
    var hosts = Hosts.of(world);
    var address = hosts.address(host);
    var inquiry = new Inquiry(world);
    var reasons = new Reasons();
    if (ClosedWorkers.of(inquiry).contains(host)) {
      return new Verdict.Met(host + " is closed for work and serves nobody", inquiry.raw());
    }
    for (var balancer : Balancer.all(inquiry)) {
      balancer.trouble().ifPresent(reasons::add);
      reasons.unless(
          balancer.trouble().isPresent() || !balancer.backends().isEmpty(),
          "HAProxy on " + balancer.host() + " has no servers");
      for (var backend : balancer.backends()) {
        judge(balancer, backend, address, host, reasons, world.memory());
      }
    }
    return reasons.verdict("every load balancer sees " + host + " up", inquiry);
  }

  private static void judge(
      Balancer balancer,
      String backend,
      String address,
      String host,
      Reasons reasons,
      Memory memory) {
    var all = balancer.slots().stream().filter(slot -> slot.backend().equals(backend)).toList();
    var own = all.stream().filter(slot -> slot.address().equals(address)).toList();
    var where = " of " + backend + " in HAProxy on " + balancer.host();
    if (own.stream().noneMatch(Slot::isUp)) {
      reasons.add(host + " has no server up" + where + states(own));
      return;
    }
    reasons.unless(own.stream().noneMatch(Slot::forcedDrain), host + " is still drained" + where);
    var note = "lb." + balancer.host() + "." + backend;
    var ownTotal = total(own);
    var othersTotal = total(all) - ownTotal;
    var before = memory.recall(note);
    if (before.isEmpty()) {
      memory.note(note, ownTotal + " " + othersTotal);
      return;
    }
    var parts = before.get().split(" ");
    var ownGrowth = ownTotal - Long.parseLong(parts[0]);
    var othersGrowth = othersTotal - Long.parseLong(parts[1]);
    reasons.unless(
        ownGrowth != 0 || othersGrowth < TELLING_SESSIONS,
        host + " got none of " + othersGrowth + " sessions" + where);
  }

  private static String states(List<Slot> slots) {
    return slots.isEmpty()
        ? ""
        : ": "
            + String.join(
                ", ", slots.stream().map(slot -> slot.name() + " " + slot.status()).toList());
  }

  private static long total(List<Slot> slots) {
    return slots.stream().mapToLong(Slot::totalSessions).sum();
  }
}
