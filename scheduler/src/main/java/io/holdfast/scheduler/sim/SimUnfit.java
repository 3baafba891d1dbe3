package io.holdfast.scheduler.sim;

/// A state that the new version of a product does not bear: no server comes up with it, and so does
/// no rehearsal. Whoever is told so tries again a few times; then the vendor mends it, or the
/// upgrade is given up for good. Meanwhile hosts may come to lack the room for another rehearsal.
final class SimUnfit {
  static final SimUnfit NONE = new SimUnfit("", 0, false, false);

  private final String component;
  private final boolean isMendedOnce;
  private final boolean isCramped;
  private boolean wasTold;
  private int patience;
  private boolean mended;
  private boolean givenUp;
  private boolean missed;

  /// `patience` says how often somebody is told before anything changes.
  SimUnfit(String component, int patience, boolean isMendedOnce, boolean isCramped) {
    this.component = component;
    this.patience = patience;
    this.isMendedOnce = isMendedOnce;
    this.isCramped = isCramped;
  }

  String component() {
    return component;
  }

  /// Whether the state is one that this component's new version does not bear.
  boolean isFor(String other) {
    return !mended && component.equals(other);
  }

  /// Whether some version still does not bear its state.
  boolean isThere() {
    return !mended && !component.isEmpty();
  }

  /// Whether no host has the room for a rehearsal now.
  boolean leavesNoRoom() {
    return isThere() && isCramped && wasTold;
  }

  /// Somebody reads that a rehearsal has failed.
  void told() {
    if (isThere()) {
      wasTold = true;
      patience--;
      mended = patience <= 0 && isMendedOnce;
      givenUp = patience <= 0 && !isMendedOnce;
    }
  }

  /// Whether the last word on a rehearsal of this component was that none could be held.
  void missed(String other, boolean isMissed) {
    if (isFor(other)) {
      missed = isMissed;
    }
  }

  /// Whether its version may have come to a server, for the run said that nobody rehearsed it.
  boolean mayMeetServers() {
    return isThere() && missed;
  }

  /// Whether nobody goes on with the upgrade.
  boolean isGivenUp() {
    return givenUp;
  }
}
