package io.holdfast.scheduler.version;

import io.holdfast.templates.text.ProductVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The way from one release to another in as few allowed steps as there can be. Of two ways of the
/// same length the one that stops at newer releases is taken.
final class StagedPath {
  private record Release(String text, ProductVersion number) {
    static Release of(String text) {
      return new Release(text, ProductVersion.parse(text));
    }
  }

  private final ProductRules rules;
  private final Release from;
  private final Release to;

  /// The wanted release first, then the stops before it, newest first.
  private final List<Release> candidates;

  private StagedPath(ProductRules rules, String from, String to) {
    this.rules = rules;
    this.from = Release.of(from);
    this.to = Release.of(to);
    this.candidates =
        Stream.concat(
                Stream.of(this.to),
                rules.stops().stream()
                    .filter(stop -> rules.refused(stop).isEmpty())
                    .map(Release::of)
                    .filter(stop -> stop.number().compareTo(this.from.number()) > 0)
                    .filter(stop -> stop.number().compareTo(this.to.number()) < 0))
            .toList();
  }

  /// Both ends included; empty when there is no way.
  static List<String> between(ProductRules rules, String from, String to) {
    return rules.refused(to).isPresent()
        ? List.of()
        : new StagedPath(rules, from, to).find().stream().map(Release::text).toList();
  }

  private List<Release> find() {
    Map<Release, Release> cameFrom = new HashMap<>();
    var open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty() && !cameFrom.containsKey(to)) {
      var at = open.remove();
      for (var next : candidates) {
        if (!cameFrom.containsKey(next) && rules.mayFollow(at.number(), next.number())) {
          cameFrom.put(next, at);
          open.add(next);
        }
      }
    }
    return cameFrom.containsKey(to) ? walkBack(cameFrom) : List.of();
  }

  private List<Release> walkBack(Map<Release, Release> cameFrom) {
    var path = new ArrayList<Release>();
    for (var at = to; !at.equals(from); at = cameFrom.getOrDefault(at, from)) {
      path.add(at);
    }
    path.add(from);
    return path.reversed();
  }
}
