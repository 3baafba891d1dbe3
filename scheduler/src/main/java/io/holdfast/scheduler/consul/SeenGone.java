package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Reply;

/// Whether the cluster itself has lost a host: the discovery servers' gossip says that its agent
/// has failed or left. A host that only we cannot reach is still there for the others.
///
/// Source of the numbers: `MemberStatus` in `serf/serf.go` of hashicorp/serf.
public final class SeenGone {
  private static final long LEFT = 3;
  private static final long FAILED = 4;

  private SeenGone() {}

  /// False when nobody says, so that silence excuses nothing.
  public static boolean of(Inquiry inquiry, String host) {
    var hosts = Hosts.of(inquiry.world());
    var consul = new ConsulApi(inquiry);
    return hosts.servers().stream()
        .map(server -> consul.get(server, "/v1/agent/members"))
        .filter(Reply::isSuccess)
        .findFirst()
        .filter(
            reply ->
                reply.json().list().stream()
                    .filter(member -> member.at("Addr").text().equals(hosts.address(host)))
                    .allMatch(member -> isGone(member.at("Status").number())))
        .isPresent();
  }

  private static boolean isGone(long status) {
    return status == LEFT || status == FAILED;
  }
}
