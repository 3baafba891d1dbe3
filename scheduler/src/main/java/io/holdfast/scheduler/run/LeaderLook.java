package io.holdfast.scheduler.run;

import java.util.Optional;

/// A question for the leader of a quorum: when it was first asked, and what came of it.
record LeaderLook(long sinceMs, Optional<String> seen, boolean unknown) {
  static LeaderLook begin(long nowMs) {
    return new LeaderLook(nowMs, Optional.empty(), false);
  }

  boolean isOver() {
    return unknown || seen.isPresent();
  }

  LeaderLook answered(Optional<String> leader, long nowMs, long timeoutMs) {
    return new LeaderLook(sinceMs, leader, leader.isEmpty() && nowMs - sinceMs >= timeoutMs);
  }
}
