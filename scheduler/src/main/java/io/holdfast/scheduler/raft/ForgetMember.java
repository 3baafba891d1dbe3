package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import java.util.ArrayList;
import java.util.List;

/// Takes out of the voters what a host was before its disk was replaced, by its raft id: the host
/// comes back under the same address with another one. A process that still answers there is no old
/// one, and is left alone.
record ForgetMember(RaftProduct product) implements Operation {
  @Override
  public Outcome look(World world) {
    return outcome(world, old(world));
  }

  @Override
  public Outcome perform(World world) {
    var host = Parameters.of(world).text("host");
    var inquiry = new Inquiry(world);
    var api = product.asked(inquiry);
    var ids = old(world);
    if (!ids.isEmpty() && ServerView.ask(api, host).answers()) {
      throw Refusal.of(
          host, product.name() + " on " + host + " answers: it is no member to forget.", "");
    }
    for (var id : ids) {
      var done = api.forget(other(world, api, host), id);
      Refusal.requireDone(
          host, product.name() + " does not forget the old member of " + host + ".", done);
    }
    return outcome(world, ids);
  }

  private Outcome outcome(World world, List<String> ids) {
    var host = Parameters.of(world).text("host");
    return ids.isEmpty()
        ? new Outcome(false, product.name() + " knows no old member of " + host)
        : new Outcome(true, product.name() + " forgets " + String.join(", ", ids) + " of " + host);
  }

  private List<String> old(World world) {
    var host = Parameters.of(world).text("host");
    var api = product.asked(new Inquiry(world));
    var address = Hosts.of(world).address(host) + ":" + product.peerPort();
    var raft =
        Refusal.requireDone(
            host,
            product.name() + " does not tell its members.",
            api.get(other(world, api, host), "/v1/operator/raft/configuration"));
    var ids = new ArrayList<String>();
    raft.json().at("Servers").list().stream()
        .filter(server -> server.at("Address").text().equals(address))
        .forEach(server -> ids.add(server.at("ID").text()));
    return ids;
  }

  /// A server beside the host that knows a leader.
  private String other(World world, RaftApi api, String host) {
    return Hosts.of(world).servers().stream()
        .filter(server -> !server.equals(host))
        .filter(server -> !RaftApi.unquoted(api.open(server, "/v1/status/leader")).isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.silent(
                    "No other server of " + product.name() + " knows a leader.",
                    api.inquiry().raw()));
  }
}
