package io.holdfast.scheduler.raft;

import io.holdfast.scheduler.gate.Inquiry;
import java.util.Optional;

/// Proves that a server really follows: what the leader had at one moment is applied there shortly
/// after.
final class Replication {
  private static final int LOOKS = 5;
  private static final long BETWEEN_LOOKS_MS = 200;

  private final Inquiry inquiry;
  private final RaftApi api;
  private final String note;
  private final String host;

  Replication(RaftProduct product, Inquiry inquiry, String host) {
    this.inquiry = inquiry;
    this.api = product.asked(inquiry);
    this.note = product.id() + ".probe";
    this.host = host;
  }

  record Progress(long wanted, long applied, Optional<String> trouble) {}

  Progress prove(RaftCluster cluster) {
    var probe = probe();
    if (probe.isPresent()) {
      return new Progress(-1, -1, probe);
    }
    var leader = cluster.leaderView().map(ServerView::host);
    if (leader.isEmpty()) {
      return new Progress(-1, -1, Optional.of("the leader is none of the site's servers"));
    }
    var wanted = index(leader.get(), "last_log_index");
    if (wanted < 0) {
      return new Progress(
          wanted, -1, Optional.of("the leader " + leader.get() + " does not tell its index"));
    }
    return follow(wanted);
  }

  /// Writes the probe entry through the server, once per series of looks.
  private Optional<String> probe() {
    var memory = inquiry.world().memory();
    if (memory.recall(note).isPresent()) {
      return Optional.empty();
    }
    var value = host + " " + inquiry.world().clock().uptimeMs();
    var written = api.writeProbe(host, value);
    if (!written.isSuccess()) {
      return Optional.of("a write through " + host + " failed: " + written.trouble());
    }
    for (var look = 0; look < LOOKS; look++) {
      if (api.readProbe(host).equals(value)) {
        memory.note(note, value);
        return Optional.empty();
      }
      inquiry.world().clock().sleepMs(BETWEEN_LOOKS_MS);
    }
    return Optional.of("what was written through " + host + " does not appear in its own state");
  }

  private Progress follow(long wanted) {
    var applied = index(host, "applied_index");
    for (var look = 1; look < LOOKS && applied < wanted; look++) {
      inquiry.world().clock().sleepMs(BETWEEN_LOOKS_MS);
      applied = index(host, "applied_index");
    }
    return new Progress(
        wanted,
        applied,
        applied >= wanted
            ? Optional.empty()
            : Optional.of(
                host + " has applied index " + applied + ", the leader was at " + wanted));
  }

  private long index(String server, String name) {
    return api.process(api.get(server, "/v1/agent/self").json()).raft().at(name).number();
  }
}
