package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.TreeMap;
import java.util.TreeSet;

/// Has the cluster formed for the first time? Every planned server names the same leader and the
/// planned peers.
///
/// Asks only what needs no token, for at that moment access control is not set up yet.
record Formed(RaftProduct product) implements Gate {
  @Override
  public Verdict judge(World world) {
    var planned = Parameters.of(world).number("plannedVoters");
    var hosts = Hosts.of(world);
    var inquiry = new Inquiry(world);
    var api = product.asked(inquiry);
    var reasons = new Reasons();
    var leaders = new TreeMap<String, String>();
    reasons.unless(
        hosts.servers().size() == planned,
        "the site has " + hosts.servers().size() + " servers, the plan counts " + planned);
    for (var host : hosts.servers()) {
      var leader = api.open(host, "/v1/status/leader");
      if (!leader.isSuccess()) {
        reasons.add(leader.trouble());
        continue;
      }
      leaders.put(host, RaftApi.unquoted(leader));
      var peers = new TreeSet<String>();
      api.open(host, "/v1/status/peers").json().list().forEach(peer -> peers.add(peer.text()));
      reasons.unless(
          peers.equals(hosts.serverAddresses(product.peerPort())),
          host + " knows the peers " + peers);
    }
    var named = new TreeSet<>(leaders.values());
    reasons.unless(named.size() <= 1 && !named.contains(""), "no one leader: " + leaders);
    return reasons.verdict(
        planned
            + " servers agree on the leader "
            + named.stream().map(hosts::nameAt).findFirst().orElse("none"),
        inquiry);
  }
}
