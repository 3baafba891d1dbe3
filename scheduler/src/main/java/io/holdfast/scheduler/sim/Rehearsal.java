package io.holdfast.scheduler.sim;

import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Site;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A customer's own installation or upgrade, to be run in the simulator: the hosts, roles and ways
/// of the site, and the versions of the bundle. What the files hold is not part of it.
///
/// @param standing the version of each component that stands on the site's hosts; empty where
///   nothing stands yet
public record Rehearsal(Site site, Manifest manifest, SortedMap<String, String> standing) {
  /// What the simulator has a model of; other components are files that nothing restarts for.
  private static final List<String> MODELLED =
      List.of(Layout.AGENT, Layout.CONSUL, Layout.DOCKER, Layout.HAPROXY, Layout.NOMAD);

  public Rehearsal {
    standing = Collections.unmodifiableSortedMap(new TreeMap<>(standing));
  }

  public Plan.Verb verb() {
    return standing.isEmpty() ? Plan.Verb.INSTALL : Plan.Verb.UPGRADE;
  }

  /// The components that change, with the version before (empty where it is new) and after.
  public List<Change> changes() {
    return MODELLED.stream()
        .flatMap(name -> wanted(name).stream().map(to -> new Change(name, before(name), to)))
        .filter(change -> !change.from().equals(Optional.of(change.to())))
        .toList();
  }

  /// One component that is other than before.
  public record Change(String component, Optional<String> from, String to) {}

  Optional<String> wanted(String component) {
    return manifest.components().stream()
        .filter(found -> found.name().equals(component))
        .map(Component::version)
        .findFirst();
  }

  Optional<String> before(String component) {
    return Optional.ofNullable(standing.get(component));
  }
}
