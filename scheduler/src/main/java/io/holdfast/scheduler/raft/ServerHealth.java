package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Reply;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The leader's opinion of each server (autopilot), by node id. It comes with status 429 and the
/// same body when something is unhealthy. It lags: a stopped server stays healthy in it for half a
/// minute, so it only ever adds an objection and never replaces a server's own word.
record ServerHealth(SortedMap<String, Opinion> servers, Optional<String> trouble) {
  private static final int UNHEALTHY = 429;

  record Opinion(String address, boolean healthy, boolean voter, String serfStatus) {}

  /// Asks the servers in turn until one passes the leader's answer on.
  static ServerHealth ask(RaftApi api, List<String> servers) {
    var trouble = "no server answers";
    for (var host : servers) {
      var reply = api.get(host, "/v1/operator/autopilot/health");
      if (reply.isSuccess() || reply.status() == UNHEALTHY) {
        return read(reply);
      }
      trouble = reply.trouble();
    }
    return new ServerHealth(new TreeMap<>(), Optional.of(trouble));
  }

  private static ServerHealth read(Reply reply) {
    var opinions = new TreeMap<String, Opinion>();
    for (var server : reply.json().at("Servers").list()) {
      opinions.put(
          server.at("ID").text(),
          new Opinion(
              server.at("Address").text(),
              server.at("Healthy").isTrue(),
              server.at("Voter").isTrue(),
              server.at("SerfStatus").text()));
    }
    Optional<String> trouble =
        opinions.isEmpty() ? Optional.of(reply.asked() + " names no servers") : Optional.empty();
    return new ServerHealth(opinions, trouble);
  }

  /// Whether the leader calls the server at this address, with its port, a healthy voter.
  boolean countsOn(String address) {
    return servers.values().stream()
        .anyMatch(
            opinion -> opinion.address().equals(address) && opinion.healthy() && opinion.voter());
  }

  /// Why the leader objects to this server; empty when it does not.
  Optional<String> objection(String nodeId) {
    var opinion = servers.get(nodeId);
    if (opinion == null) {
      return Optional.of("the leader's health list lacks it");
    }
    if (!opinion.serfStatus().equals("alive")) {
      return Optional.of("gossip says " + opinion.serfStatus());
    }
    return opinion.healthy() ? Optional.empty() : Optional.of("the leader calls it unhealthy");
  }
}
