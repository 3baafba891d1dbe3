package io.holdfast.scheduler.plan;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A component that stays as it stands while its site goes back to an earlier bundle, and why.
///
/// `hosts` has the hosts by the version that stands there, `bundled` is the version in the bundle,
/// `source` says by whose rule.
public record Staying(
    String component,
    SortedMap<String, List<String>> hosts,
    String bundled,
    String reason,
    String source) {
  public Staying {
    hosts = Collections.unmodifiableSortedMap(new TreeMap<String, List<String>>(hosts));
  }

  /// As people read it.
  public String line() {
    var other = hosts.containsKey(bundled) ? "another " + bundled : bundled;
    return component + " stays at " + standing() + "; the bundle has " + other;
  }

  /// The same with the reason.
  public List<String> lines() {
    return List.of(line(), "  " + reason, "  by " + source);
  }

  private String standing() {
    return hosts.entrySet().stream()
        .map(entry -> entry.getKey() + " on " + String.join(", ", entry.getValue()))
        .collect(Collectors.joining(", at "));
  }
}
