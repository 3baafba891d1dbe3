package io.holdfast.scheduler.lock;

import io.holdfast.scheduler.host.LeaseAnswer;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// Where the lock stands. Immutable. `asked` maps the calls of the round under way to their hosts,
/// `answers` holds what came back in it; `heldUntilMs` counts from before the last granted round
/// was sent, so the servers never end the lease earlier than its holder thinks. `ownEnds` maps a
/// server to the latest moment at which a lease of the same owner, seen there at an earlier look,
/// ends unless somebody renews it; `renewals` counts the looks at which somebody had.
public record LockState(
    LockTerms terms,
    Phase phase,
    long fence,
    long heldUntilMs,
    long roundSinceMs,
    int attempts,
    Map<Long, String> asked,
    Map<String, LeaseAnswer> answers,
    Map<String, Long> ownEnds,
    int renewals,
    long timer,
    long guard,
    long nextCall) {

  /// `PAUSING` waits before a new look, `HOLDING` between two renewals.
  public enum Phase {
    NEW,
    LOOKING,
    PAUSING,
    TAKING,
    HOLDING,
    RENEWING,
    RELEASING,
    OVER
  }

  public LockState {
    asked = Collections.unmodifiableMap(new TreeMap<>(asked));
    answers = Collections.unmodifiableMap(new TreeMap<>(answers));
    ownEnds = Collections.unmodifiableMap(new TreeMap<>(ownEnds));
  }

  public static LockState of(LockTerms terms) {
    return new LockState(terms, Phase.NEW, 0, 0, 0, 0, Map.of(), Map.of(), Map.of(), 0, 0, 0, 1);
  }

  public boolean isHeld() {
    return phase == Phase.HOLDING || phase == Phase.RENEWING;
  }

  /// Whether its holder may act on it at this moment. A program that stood still for longer than
  /// its lease finds it held in the state and gone by the time.
  public boolean isHeldAt(long nowMs) {
    return isHeld() && nowMs < heldUntilMs;
  }
}
