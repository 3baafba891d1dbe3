package io.holdfast.installer.run;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.RestorePlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which saved states may go: all but the newest of each product, as many as the site keeps, and
/// never one that a run which is not over may need.
///
/// @param keep how many of each product stay, at least 1
/// @param runs the runs whose own stay whatever their number
/// @param states names of states that stay because a run puts them back
record Superseded(int keep, Set<String> runs, Set<String> states) {
  Superseded {
    runs = Set.copyOf(runs);
    states = Set.copyOf(states);
  }

  /// For a run that saves now: its own stay, what it is about to put back, and those of the run
  /// that a resume goes on with.
  static Superseded during(String runId, Plan plan, SiteFolder site, int keep) {
    var runs = new TreeSet<>(Set.of(runId));
    site.toResume().map(RunFolder::runId).ifPresent(runs::add);
    var restored = RestorePlan.restored(plan).map(saved -> Set.of(saved.file()));
    return new Superseded(keep, runs, restored.orElse(Set.of()));
  }

  /// Of these, oldest first. What is no name of a saved state is nobody's to remove.
  List<String> of(Collection<String> names) {
    var products = new TreeMap<String, TreeSet<SnapshotName>>();
    names.stream()
        .flatMap(name -> SnapshotName.of(name).stream())
        .forEach(name -> products.computeIfAbsent(name.product(), _ -> new TreeSet<>()).add(name));
    var old = new ArrayList<SnapshotName>();
    products.values().forEach(all -> old.addAll(all.stream().limit(over(all)).toList()));
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
