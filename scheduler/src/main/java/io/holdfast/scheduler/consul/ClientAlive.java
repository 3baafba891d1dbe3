package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.raft.RaftApi;

/// Is a host's Consul agent back? Its own process reports the planned version and reaches a leader,
/// and a server's gossip sees it alive.
final class ClientAlive implements Gate {
  private static final long ALIVE = 1;

  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var version = parameters.text("version");
    var inquiry = new Inquiry(world);
    var consul = new ConsulApi(inquiry);
    var reasons = new Reasons();
    var self = consul.get(host, "/v1/agent/self");
    if (!self.isSuccess()) {
      return reasons.add(self.trouble()).verdict("", inquiry);
    }
    var process = self.json();
    var reported = process.at("Config", "Version").text();
    reasons.unlessRuns(host, reported, version);
    var leader = consul.open(host, "/v1/status/leader");
    reasons.unless(!RaftApi.unquoted(leader).isEmpty(), host + " reaches no leader");
    var name = process.at("Config", "NodeName").text();
    reasons.unless(
        seenAlive(consul, Hosts.of(world), host, name), "no server sees " + name + " alive");
    return reasons.verdict(host + " runs " + reported + " and is seen alive", inquiry);
  }

  private static boolean seenAlive(ConsulApi consul, Hosts hosts, String host, String name) {
    return hosts.servers().stream()
        .filter(server -> !server.equals(host))
        .map(server -> consul.get(server, "/v1/agent/members"))
        .filter(Reply::isSuccess)
        .findFirst()
        .filter(
            reply ->
                reply.json().list().stream()
                    .anyMatch(
                        member ->
                            member.at("Name").text().equals(name)
                                && member.at("Status").number() == ALIVE))
        .isPresent();
  }
}
