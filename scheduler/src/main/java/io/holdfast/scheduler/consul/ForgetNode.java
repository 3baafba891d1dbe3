package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import java.util.List;

/// Takes a host that was stopped for good out of Consul's gossip and catalogue, through a server
/// that stays: else it would be listed as failed for three days.
///
/// Source: `PUT /v1/agent/force-leave/:node?prune` of Consul's HTTP API, known since 1.6.2; member
/// states are those of `serf/serf.go`.
final class ForgetNode implements Operation {
  private static final int LOOKS = 60;
  private static final long BETWEEN_LOOKS_MS = 1_000;
  private static final long LEFT = 3;

  @Override
  public Outcome look(World world) {
    return says(world, !known(world).isEmpty());
  }

  @Override
  public Outcome perform(World world) {
    var names = known(world);
    if (names.isEmpty()) {
      return says(world, false);
    }
    var host = Parameters.of(world).text("host");
    var consul = new ConsulApi(new Inquiry(world));
    for (var name : names) {
      Refusal.requireDone(
          host,
          "Consul does not forget the node " + name + ".",
          consul.forceLeave(other(world, consul), "/v1/agent/force-leave/" + name + "?prune"));
    }
    for (var look = 0; look < LOOKS; look++) {
      if (known(world).isEmpty()) {
        return says(world, true);
      }
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
    }
    throw Refusal.silent("Consul still knows the node " + host + ".", consul.inquiry().raw());
  }

  private static Outcome says(World world, boolean changed) {
    var host = Parameters.of(world).text("host");
    return new Outcome(
        changed, changed ? "Consul forgets the node " + host : "Consul knows no node " + host);
  }

  /// The names under which members at the address of the host are known that have not left.
  private static List<String> known(World world) {
    var host = Parameters.of(world).text("host");
    var consul = new ConsulApi(new Inquiry(world));
    var address = Hosts.of(world).address(host);
    return Refusal.requireDone(
            host,
            "Consul does not tell its members.",
            consul.get(other(world, consul), "/v1/agent/members"))
        .json()
        .list()
        .stream()
        .filter(member -> member.at("Addr").text().equals(address))
        .filter(member -> member.at("Status").number() != LEFT)
        .map(ForgetNode::name)
        .sorted()
        .toList();
  }

  private static String name(Body member) {
    return member.at("Name").text();
  }

  private static String other(World world, ConsulApi consul) {
    return consul.requiredServerBut(Parameters.of(world).text("host"));
  }
}
