package io.holdfast.installer.run;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.RestorePlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which saved states may go: all but the newest of each product, as many as the site keeps, and
/// never one that a run which is not over may need.
///
/// @param keep how many of each product stay, at least 1
/// @param runs the runs whose own stay whatever their number
/// @param states names of states that stay because a run puts them back
/// @param journey the upgrade that is not over: what it saved first stays
record Superseded(int keep, Set<String> runs, Set<String> states, Journey journey) {
  Superseded {
    runs = Set.copyOf(runs);
    states = Set.copyOf(states);
  }

  /// For a run that saves now: its own stay, what it is about to put back, those of the run that a
  /// resume goes on with, and what was saved before the first leg of an upgrade by stops.
  static Superseded during(String runId, Plan plan, SiteFolder site, int keep) {
    var runs = new TreeSet<>(Set.of(runId));
    site.toResume().map(RunFolder::runId).ifPresent(runs::add);
    var restored = RestorePlan.restored(plan).map(saved -> Set.of(saved.file()));
    return new Superseded(keep, runs, restored.orElse(Set.of()), Journey.of(site));
  }

  /// Of these, oldest first. What is no name of a saved state is nobody's to remove.
  List<String> of(Collection<String> names) {
    var products = new TreeMap<String, TreeSet<SnapshotName>>();
    names.stream()
        .flatMap(name -> SnapshotName.of(name).stream())
        .forEach(name -> products.computeIfAbsent(name.product(), _ -> new TreeSet<>()).add(name));
    var old = new ArrayList<SnapshotName>();
    products.forEach(
        (product, all) -> {
          var first = journey.first(product, all);
          all.stream()
              .limit(over(all))
              .filter(name -> !first.equals(Optional.of(name)))
              .forEach(old::add);
        });
    return old.stream().filter(name -> !stays(name)).sorted().map(SnapshotName::toString).toList();
  }

  private long over(Collection<SnapshotName> all) {
    return Math.max(0, all.size() - keep);
  }

  /// Whether a state stays whatever its age.
  boolean stays(SnapshotName name) {
    return runs.contains(name.runId()) || states.contains(name.toString());
  }
}
