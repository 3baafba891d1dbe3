package io.holdfast.scheduler.sim;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// Many seeds added up; its JSON is the last line of `holdfast sim --output json`. `firstSeed` is
/// the first seed that broke a promise, or the first one run when none did.
public record SimReport(
    String schema,
    String type,
    long seeds,
    long events,
    long violations,
    long firstSeed,
    SortedMap<String, Integer> faults) {
  public static final String SCHEMA = "holdfast/sim/1";

  public SimReport {
    faults = Collections.unmodifiableSortedMap(new TreeMap<String, Integer>(faults));
  }

  public static SimReport startingAt(long seed) {
    return new SimReport(SCHEMA, "result", 0, 0, 0, seed, new TreeMap<>());
  }

  public SimReport with(SimResult result) {
    var sum = new TreeMap<String, Integer>(faults);
    result.faults().forEach((kind, count) -> sum.merge(kind, count, Integer::sum));
    var violated = result.violation().isPresent();
    return new SimReport(
        schema,
        type,
        seeds + 1,
        events + result.events(),
        violations + (violated ? 1 : 0),
        violated && violations == 0 ? result.seed() : firstSeed,
        sum);
  }
}
