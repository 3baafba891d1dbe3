package io.holdfast.scheduler.haproxy;

import io.holdfast.scheduler.consul.SeenGone;
import io.holdfast.scheduler.gate.Absent;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiAsk.Endpoint;
import io.holdfast.templates.render.Layout;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// One HAProxy at one moment: what it says on its admin socket, or why it says nothing.
record Balancer(String host, Optional<String> trouble, Listing listing) {
  static final Endpoint SOCKET = new Endpoint.UnixText("/run/haproxy/admin.sock");
  private static final int TIMEOUT_MS = 4_000;

  static Balancer ask(Inquiry inquiry, String host) {
    var state = say(inquiry, host, "show servers state");
    var stat = say(inquiry, host, "show stat");
    if (!state.isSuccess() || !stat.isSuccess()) {
      return silent(host, state.isSuccess() ? stat.trouble() : state.trouble());
    }
    if (!stat.body().contains("pxname")) {
      return silent(host, stat.asked() + " answers nothing that can be read");
    }
    return new Balancer(host, Optional.empty(), Listing.parse(state.body(), stat.body()));
  }

  /// Every balancer of the site, in the order of the site file. One on a host that the run has left
  /// behind is none any more once it is silent and the cluster has lost the host too: a balancer
  /// that only we cannot reach may still send requests.
  static List<Balancer> all(Inquiry inquiry) {
    var absent = Absent.of(Parameters.of(inquiry.world()));
    return Hosts.of(inquiry.world()).loadBalancers().stream()
        .map(host -> ask(inquiry, host))
        .filter(
            balancer ->
                balancer.trouble().isEmpty()
                    || !absent.contains(balancer.host())
                    || !SeenGone.of(inquiry, balancer.host()))
        .toList();
  }

  private static Balancer silent(String host, String why) {
    var named = "HAProxy on " + host + " (" + Layout.HAPROXY_UNIT + ") is silent: " + why;
    return new Balancer(host, Optional.of(named), Listing.parse("", ""));
  }

  static Reply say(Inquiry inquiry, String host, String command) {
    return inquiry.ask(
        ApiAsk.get(host, SOCKET, "").withTimeoutMs(TIMEOUT_MS).withBody("TEXT", command));
  }

  List<Slot> slots() {
    return listing.slots();
  }

  List<Slot> slotsOf(String address) {
    return slots().stream().filter(slot -> slot.address().equals(address)).toList();
  }

  /// The names of the backends that have servers, sorted.
  TreeSet<String> backends() {
    var names = new TreeSet<String>();
    slots().forEach(slot -> names.add(slot.backend()));
    return names;
  }
}
