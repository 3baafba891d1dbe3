package io.holdfast.scheduler.run;

import java.util.Optional;

/// A question for the leader of a quorum: when it was first asked, and what came of it. `waited`
/// says that nobody led at first: whatever was seen before may hold no longer.
record LeaderLook(long sinceMs, Optional<String> seen, boolean unknown, boolean waited) {
  static LeaderLook begin(long nowMs) {
    return new LeaderLook(nowMs, Optional.empty(), false, false);
  }

  boolean isOver() {
    return unknown || seen.isPresent();
  }

  LeaderLook answered(Optional<String> leader, long nowMs, long timeoutMs) {
    var silent = leader.isEmpty();
    return new LeaderLook(
        sinceMs, leader, silent && nowMs - sinceMs >= timeoutMs, waited || silent);
  }
}
