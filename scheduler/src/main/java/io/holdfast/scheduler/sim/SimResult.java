package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.run.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one seed did. `runMs` is how long its run took in virtual time, `virtualMs` that with the
/// while in which everything settled after it. `promise` is the one that was broken and `violation`
/// says how and when; `timeline` tells the run line by line; `faults` counts what struck; `outcome`
/// is how the run ended, if it did.
public record SimResult(
    long seed,
    long events,
    long virtualMs,
    long runMs,
    SortedMap<String, Integer> faults,
    Optional<Promise> promise,
    Optional<String> violation,
    Optional<Outcome> outcome,
    List<String> timeline) {
  public SimResult {
    faults = Collections.unmodifiableSortedMap(new TreeMap<String, Integer>(faults));
    timeline = List.copyOf(timeline);
  }
}
