package io.holdfast.scheduler.sim;

import io.holdfast.templates.render.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What a site serves: one task of one service on each worker, and load balancers that each see the
/// workers' tasks up, down or drained. Remembers when each worker could last have been spared.
///
/// A task of Nomad is replaced when its client was away for longer than its heartbeat may take.
final class SimTraffic {
  private static final long HEARTBEAT_MS = 15_000;
  private static final long CHECK_MS = 2_000;

  private final SimWorld world;
  private final Set<String> drained = new HashSet<>();
  private final Set<String> closed = new HashSet<>();
  private final Set<String> moved = new HashSet<>();
  private final SortedMap<String, Integer> tasks = new TreeMap<>();
  private final Map<String, Integer> noted = new HashMap<>();
  private final Map<String, Long> notedIn = new HashMap<>();
  private final Map<String, Long> awaySince = new HashMap<>();
  private final Map<String, Long> sparable = new HashMap<>();
  private final List<String> workers;
  private final List<String> balancers;
  private final boolean isNomad;
  private boolean deployed;

  SimTraffic(SimWorld world, SimSite site) {
    this.world = world;
    this.workers = site.workers();
    this.balancers = site.balancers();
    this.isNomad = site.isNomad();
  }

  void deploy() {
    deployed = true;
    workers.forEach(worker -> tasks.putIfAbsent(worker, 1));
  }

  boolean isDeployed() {
    return deployed;
  }

  SortedMap<String, Integer> tasks() {
    return tasks;
  }

  // What operations do.

  void drain(String worker) {
    balancers.stream().filter(this::balances).forEach(lb -> drained.add(lb + " " + worker));
  }

  void ready(String worker) {
    balancers.forEach(lb -> drained.remove(lb + " " + worker));
  }

  void note(String worker) {
    noted.put(worker, tasks.getOrDefault(worker, 0));
    notedIn.put(worker, world.host(worker).boots());
  }

  /// Whether the host went down since its work was noted.
  boolean hasBooted(String worker) {
    return world.host(worker).boots() != notedIn.getOrDefault(worker, 0L);
  }

  boolean hasSameWork(String worker) {
    return tasks.getOrDefault(worker, 0).equals(noted.getOrDefault(worker, 0));
  }

  void close(String worker, boolean moveAway) {
    closed.add(worker);
    if (moveAway && moved.add(worker)) {
      tasks.merge(worker, 1, Integer::sum);
    }
  }

  void open(String worker) {
    closed.remove(worker);
    moved.remove(worker);
  }

  boolean isClosed(String worker) {
    return closed.contains(worker);
  }

  /// Whether tasks that could move are still on a worker.
  boolean hasWork(String worker) {
    return tasks.containsKey(worker) && !moved.contains(worker);
  }

  /// Whether every worker takes work and traffic, as before the run, but for those that are gone.
  boolean isOpen(Predicate<String> gone) {
    return closed.stream().allMatch(gone)
        && drained.stream().allMatch(pair -> Stream.of(pair.split(" ")).anyMatch(gone));
  }

  // What is seen.

  boolean balances(String lb) {
    return world.host(lb).isUp() && world.host(lb).units().isHealthy(Layout.HAPROXY);
  }

  boolean runsTask(String worker) {
    var units = world.host(worker).units();
    var engineThere = units.healthyForMs(Layout.DOCKER) >= CHECK_MS;
    return deployed && engineThere && !moved.contains(worker);
  }

  boolean isDrained(String lb, String worker) {
    return !drained.isEmpty() && drained.contains(lb + " " + worker);
  }

  /// Whether a balancer would send somebody to this worker.
  boolean isUp(String lb, String worker) {
    return !isDrained(lb, worker) && isFit(worker);
  }

  private boolean isFit(String worker) {
    return runsTask(worker)
        && !world.host(worker).isCutOff()
        && world.host(worker).units().healthyForMs(Layout.CONSUL) >= CHECK_MS;
  }

  int upElsewhere(String lb, String worker) {
    var count = 0;
    for (var other : workers) {
      count += !other.equals(worker) && isUp(lb, other) ? 1 : 0;
    }
    return count;
  }

  boolean serves(String worker) {
    return tasks.containsKey(worker)
        && balancers.stream().anyMatch(lb -> balances(lb) && isUp(lb, worker));
  }

  /// Since when a worker could not have been spared any more, or -1 while it never could.
  long lastSparable(String worker) {
    return sparable.getOrDefault(worker, -1L);
  }

  void settle() {
    if (!deployed) {
      return;
    }
    var serving = balancers.stream().filter(this::balances).toList();
    var fit = new ArrayList<String>(workers.size());
    for (var worker : workers) {
      heartbeat(worker);
      if (isFit(worker)) {
        fit.add(worker);
      }
    }
    var isFit = Set.copyOf(fit);
    var open = new int[serving.size()];
    for (var at = 0; at < open.length; at++) {
      for (var worker : fit) {
        open[at] += isDrained(serving.get(at), worker) ? 0 : 1;
      }
    }
    for (var worker : workers) {
      if (isSparable(worker, serving, open, isFit.contains(worker))) {
        sparable.put(worker, world.now());
      }
    }
  }

  /// Whether each balancer that serves sees another worker up; `open` says for each of them how
  /// many it sees up in all.
  private boolean isSparable(String worker, List<String> serving, int[] open, boolean isFit) {
    for (var at = 0; at < open.length; at++) {
      var itself = isFit && !isDrained(serving.get(at), worker) ? 1 : 0;
      if (open[at] == itself) {
        return false;
      }
    }
    return true;
  }

  private void heartbeat(String worker) {
    if (!isNomad) {
      return;
    }
    if (world.host(worker).isUp() && world.host(worker).units().isAlive(Layout.NOMAD)) {
      awaySince.remove(worker);
    } else if (world.now() - awaySince.computeIfAbsent(worker, _ -> world.now()) > HEARTBEAT_MS) {
      tasks.merge(worker, 1, Integer::sum);
      awaySince.put(worker, world.now() + 3_600_000);
    }
  }
}
