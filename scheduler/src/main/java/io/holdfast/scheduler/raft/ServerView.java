package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Reply;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// One server's own word: what its process is, whom it takes for leader, and which voters it knows.
///
/// Each part comes from that server alone (stale reads), never through another one. `voters` maps
/// node ids to addresses. `lastContact` is the time since the leader was heard, as the product
/// writes it.
record ServerView(
    String host,
    Optional<String> trouble,
    boolean server,
    String version,
    String nodeId,
    String state,
    long term,
    long appliedIndex,
    long lastLogIndex,
    String lastContact,
    String leader,
    SortedMap<String, String> voters,
    SortedSet<String> peers) {
  private static final int FORBIDDEN = 403;

  static ServerView ask(RaftApi api, String host) {
    var self = api.get(host, "/v1/agent/self");
    if (self.status() == FORBIDDEN) {
      return silent(host, whyForbidden(api, host, self));
    }
    if (!self.isSuccess()) {
      return silent(host, self.trouble());
    }
    var leader = api.open(host, "/v1/status/leader");
    var raft = api.get(host, "/v1/operator/raft/configuration?stale");
    return of(host, self, api.process(self.json()), leader, raft);
  }

  /// A server that was restarted and hears no leader has none of the cluster's state, its tokens
  /// among it.
  private static String whyForbidden(RaftApi api, String host, Reply self) {
    var leader = api.open(host, "/v1/status/leader");
    return leader.isSuccess() && RaftApi.unquoted(leader).isEmpty()
        ? host + " hears no leader, and so it knows no token: " + self.trouble()
        : self.trouble();
  }

  private static ServerView of(
      String host, Reply self, RaftApi.Self process, Reply leader, Reply raft) {
    var stats = process.raft();
    if (process.version().isEmpty()) {
      return silent(host, self.asked() + " answers without a version");
    }
    return new ServerView(
        host,
        raft.isSuccess() ? Optional.empty() : Optional.of(raft.trouble()),
        process.server(),
        process.version(),
        process.nodeId(),
        stats.at("state").text(),
        stats.at("term").number(),
        stats.at("applied_index").number(),
        stats.at("last_log_index").number(),
        stats.at("last_contact").text(),
        RaftApi.unquoted(leader),
        voters(raft.json()),
        peers(raft.json()));
  }

  private static ServerView silent(String host, String why) {
    return new ServerView(
        host,
        Optional.of(why),
        false,
        "",
        "",
        "",
        -1,
        -1,
        -1,
        "",
        "",
        new TreeMap<>(),
        new TreeSet<>());
  }

  private static SortedMap<String, String> voters(Body raft) {
    var voters = new TreeMap<String, String>();
    raft.at("Servers").list().stream()
        .filter(server -> server.at("Voter").isTrue())
        .forEach(server -> voters.put(server.at("ID").text(), server.at("Address").text()));
    return voters;
  }

  private static SortedSet<String> peers(Body raft) {
    var peers = new TreeSet<String>();
    raft.at("Servers").list().forEach(server -> peers.add(server.at("Address").text()));
    return peers;
  }

  boolean answers() {
    return trouble.isEmpty();
  }

  boolean isVoter() {
    return voters.containsKey(nodeId);
  }

  boolean leads() {
    return state.equals("Leader");
  }

  /// Neither leading nor following means an election, or a lonely process.
  boolean takesPart() {
    return leads() || (state.equals("Follower") && !lastContact.equals("never"));
  }
}
