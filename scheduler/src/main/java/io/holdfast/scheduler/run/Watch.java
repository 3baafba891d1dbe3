package io.holdfast.scheduler.run;

import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.plan.GateSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The gates of one phase being watched until all of them hold at the same time, each for its own
/// `stableMs` without a break. Immutable; `met` and `failure` stay once they are there.
record Watch(
    List<GateSpec> gates,
    long sinceMs,
    List<Look> looks,
    boolean met,
    boolean recorded,
    Optional<Failure> failure) {

  Watch {
    gates = List.copyOf(gates);
    looks = List.copyOf(looks);
  }

  /// A gate that people wait for is a sign of life at least this often.
  private static final long TELL_MS = 30_000;

  /// How long one look may take. Longer, and the program itself stood still: what it has not seen
  /// does not count as holding.
  static final long UNSEEN_MS = 15_000;

  /// `metSinceMs` is -1 while it does not hold; `wasStable` says that it once held long enough;
  /// `toldMs` is when people were told of it last; `raw` is what the products said last.
  record Look(
      long metSinceMs, long lastMetMs, boolean wasStable, String why, long toldMs, String raw) {
    static final Look NONE = new Look(-1, -1, false, "", -1, "");

    Look holds(long nowMs, long stableMs, long pollMs, Verdict seen) {
      var unseen = nowMs - lastMetMs > pollMs + UNSEEN_MS;
      var since = metSinceMs < 0 || unseen ? nowMs : metSinceMs;
      var stable = wasStable || nowMs - since >= stableMs;
      return new Look(since, nowMs, stable, seen.why(), toldMs, seen.raw());
    }

    Look broken(Verdict seen) {
      return new Look(-1, -1, wasStable, seen.why(), toldMs, seen.raw());
    }

    /// As told now where that is due: when it says something else than `before`, and from time to
    /// time.
    Look told(Look before, long nowMs) {
      return why.equals(before.why()) && nowMs - toldMs < TELL_MS
          ? this
          : new Look(metSinceMs, lastMetMs, wasStable, why, nowMs, raw);
    }

    boolean isStable(GateSpec gate) {
      return metSinceMs >= 0 && lastMetMs - metSinceMs >= gate.stableMs();
    }
  }

  /// `held` says that the gate had been met before it failed.
  record Failure(GateSpec gate, boolean held, String why, String raw) {}

  static Watch begin(List<GateSpec> gates, long nowMs) {
    var looks = Collections.nCopies(gates.size(), Look.NONE);
    return new Watch(gates, nowMs, looks, gates.isEmpty(), false, Optional.empty());
  }

  boolean isOver() {
    return met || failure.isPresent();
  }

  /// Whether the program stood still since these gates were met: nobody knows what they say now.
  boolean isOld(long nowMs) {
    return met
        && IntStream.range(0, gates.size())
            .anyMatch(
                index ->
                    nowMs - looks.get(index).lastMetMs() > gates.get(index).pollMs() + UNSEEN_MS);
  }

  List<String> whys() {
    return looks.stream().map(Look::why).toList();
  }

  /// What the products said when each gate was looked at last, word for word; empty where nothing
  /// was asked of them.
  String raw() {
    return IntStream.range(0, gates.size())
        .filter(index -> !looks.get(index).raw().isEmpty())
        .mapToObj(index -> gates.get(index).path() + "\n" + looks.get(index).raw() + "\n")
        .collect(Collectors.joining("\n"));
  }

  Watch asRecorded() {
    return new Watch(gates, sinceMs, looks, met, true, failure);
  }

  Watch judged(int index, Verdict verdict, long nowMs) {
    if (isOver()) {
      return this;
    }
    var gate = gates.get(index);
    var before = looks.get(index);
    return switch (verdict) {
      case Verdict.Met seen ->
          withLook(
              index, before.holds(nowMs, gate.stableMs(), gate.pollMs(), seen).told(before, nowMs));
      case Verdict.Failed seen ->
          withLook(index, before.broken(seen).told(before, nowMs)).failed(gate, before, seen);
      case Verdict.NotYet seen -> {
        var next = withLook(index, before.broken(seen).told(before, nowMs));
        yield nowMs - sinceMs >= limitMs(gate, before) ? next.failed(gate, before, seen) : next;
      }
    };
  }

  /// What people are told now about a gate after a look at it; empty when they know already. A gate
  /// that is not met says how long it is waited for, in whole seconds.
  Optional<String> tells(int index, Watch before, long nowMs) {
    var look = looks.get(index);
    if (look.toldMs() == before.looks().get(index).toldMs()) {
      return Optional.empty();
    }
    var gate = gates.get(index);
    if (look.metSinceMs() >= 0) {
      var held = nowMs - look.metSinceMs();
      return Optional.of(
          held == 0 || held >= gate.stableMs()
              ? look.why()
              : "holds for "
                  + held / 1_000
                  + " of "
                  + gate.stableMs() / 1_000
                  + " s: "
                  + look.why());
    }
    var limit = limitMs(gate, before.looks().get(index));
    var waited = nowMs - sinceMs;
    if (isOver()) {
      var gaveUp = waited >= limit ? "gave up after " + waited / 1_000 + " s: " : "";
      return Optional.of(gaveUp + look.why());
    }
    return Optional.of(
        "waited " + waited / 1_000 + " of at most " + limit / 1_000 + " s: " + look.why());
  }

  /// How long from now until a gate that holds can be stable, or until its next regular look.
  long pauseMs(int index) {
    var gate = gates.get(index);
    var look = looks.get(index);
    var rest = look.metSinceMs() < 0 ? 0 : gate.stableMs() - (look.lastMetMs() - look.metSinceMs());
    return rest > 0 ? Math.min(rest, gate.pollMs()) : gate.pollMs();
  }

  /// A gate that was already met once has until the end of the slowest gate of the phase.
  private long limitMs(GateSpec gate, Look before) {
    return before.wasStable()
        ? gates.stream().mapToLong(GateSpec::timeoutMs).max().orElse(0)
        : gate.timeoutMs();
  }

  private Watch withLook(int index, Look look) {
    var next = new ArrayList<>(looks);
    next.set(index, look);
    var all = true;
    for (var i = 0; i < gates.size(); i++) {
      all &= next.get(i).isStable(gates.get(i));
    }
    return new Watch(gates, sinceMs, next, all, recorded, failure);
  }

  private Watch failed(GateSpec gate, Look before, Verdict seen) {
    var held = before.wasStable() || before.metSinceMs() >= 0;
    var failed = new Failure(gate, held, seen.why(), seen.raw());
    return new Watch(gates, sinceMs, looks, false, recorded, Optional.of(failed));
  }
}
