package io.holdfast.scheduler.sim;

import java.util.Optional;
import java.util.SortedSet;

/// What one server of a quorum knows and has.
final class SimMember {
  final SimHost host;
  boolean voter = true;
  boolean removed;
  Optional<SortedSet<String>> told = Optional.empty();
  boolean following;
  long applied;
  long caughtUpAt;
  long votesAt;
  long knownTerm;
  Optional<String> heard = Optional.empty();
  long heardAt;
  long seenAt;
  long stableSince;

  SimMember(SimHost host) {
    this.host = host;
  }

  boolean isVoter() {
    return voter;
  }

  /// Whether clean-up took it out of the members' list.
  boolean isRemoved() {
    return removed;
  }

  long knownTerm() {
    return knownTerm;
  }

  long heardAt() {
    return heardAt;
  }

  long stableSince() {
    return stableSince;
  }
}
