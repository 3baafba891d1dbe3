package io.holdfast.scheduler.plan;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A condition that must hold before the run goes on: a gate of the catalogue by name, with plain
/// parameters. It must be met for `stableMs` without a break (0 = once) and within `timeoutMs`,
/// polled each `pollMs`.
public record GateSpec(
    String path,
    String gate,
    SortedMap<String, String> parameters,
    long stableMs,
    long timeoutMs,
    long pollMs) {
  public GateSpec {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<String, String>(parameters));
  }
}
