package io.holdfast.scheduler.haproxy;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Memory;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/// Is a host free of traffic? In every HAProxy all servers at its address are drained and have no
/// session left.
///
/// While it is polled it keeps the drain where it belongs: a reload or a re-used slot can lose it,
/// so a server at the host's address that is open again is drained again, and a slot of ours that
/// another host's address came into gets its traffic back. With `deadlineMs` it is met, with the
/// number of sessions left, once that time is over.
final class Drained implements Gate {
  private static final String SINCE = "lb.drained-since";

  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var hosts = Hosts.of(world);
    var inquiry = new Inquiry(world);
    var reasons = new Reasons();
    var sessions = 0L;
    for (var balancer : Balancer.all(inquiry)) {
      balancer.trouble().ifPresent(reasons::add);
      sessions += judge(inquiry, balancer, hosts.address(host), reasons);
    }
    if (isOver(world, parameters.number("deadlineMs", 0)) && reasons.isEmpty()) {
      return new Verdict.Met(
          "the time for draining " + host + " is over, " + sessions + " sessions are left",
          inquiry.raw());
    }
    return reasons
        .unless(sessions == 0, sessions + " sessions are left on " + host)
        .verdict("no session is left on " + host, inquiry);
  }

  private static boolean isOver(World world, int deadlineMs) {
    var now = world.clock().uptimeMs();
    if (world.memory().recall(SINCE).isEmpty()) {
      world.memory().note(SINCE, Long.toString(now));
    }
    var since = world.memory().recall(SINCE).map(Long::parseLong).orElse(now);
    return deadlineMs > 0 && now - since >= deadlineMs;
  }

  private static long judge(Inquiry inquiry, Balancer balancer, String address, Reasons reasons) {
    var memory = inquiry.world().memory();
    var ours = remembered(memory, balancer.host());
    var sessions = 0L;
    for (var slot : balancer.slots()) {
      if (slot.address().equals(address)) {
        ours.add(slot.path());
        sessions += slot.sessions();
        if (!slot.forcedDrain()) {
          SlotStates.set(inquiry, balancer.host(), slot, "drain").ifPresent(reasons::add);
          reasons.add(slot.path() + " in HAProxy on " + balancer.host() + " was open again");
        }
      } else if (slot.hasAddress() && slot.forcedDrain() && ours.remove(slot.path())) {
        SlotStates.set(inquiry, balancer.host(), slot, "ready").ifPresent(reasons::add);
      }
    }
    memory.note(note(balancer.host()), String.join(" ", ours));
    return sessions;
  }

  private static Set<String> remembered(Memory memory, String host) {
    return new TreeSet<>(Arrays.asList(memory.recall(note(host)).orElse("").split(" ")));
  }

  private static String note(String host) {
    return "lb.slots." + host;
  }
}
