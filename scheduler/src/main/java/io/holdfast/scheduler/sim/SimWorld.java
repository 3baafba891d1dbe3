package io.holdfast.scheduler.sim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/// What one simulated run shares: time, chance, hosts, quorums, the faults still to come, and the
/// first broken promise.
final class SimWorld {
  final Agenda agenda = new Agenda();
  final Seed seed;
  final SimOptions options;
  final List<String> servers;
  final List<String> workers;
  final SortedMap<String, SimHost> hosts = new TreeMap<>();
  final SortedMap<String, SimRaft> rafts = new TreeMap<>();
  private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
  private final List<String> timeline = new ArrayList<>();
  private final boolean telling;
  private Optional<String> violation = Optional.empty();
  private int faultsLeft;
  private BadCopy bad = BadCopy.NONE;

  /// How the new copy of a component is bad, wherever it runs.
  record BadCopy(String component, Kind kind) {
    static final BadCopy NONE = new BadCopy("", Kind.EXITS);

    enum Kind {
      EXITS,
      NEVER_HEALTHY,
      FLAPS,
      DIES_IN_SOAK
    }
  }

  SimWorld(Seed seed, SimOptions options, boolean telling, int serverCount, int workerCount) {
    this.seed = seed;
    this.options = options;
    this.telling = telling;
    this.servers = names("s", serverCount);
    this.workers = names("w", workerCount);
    servers.forEach(name -> hosts.put(name, new SimHost(this, name, true)));
    workers.forEach(name -> hosts.put(name, new SimHost(this, name, false)));
    rafts.put("consul", new SimRaft(this, "consul", "consul", servers));
    rafts.put("swarm", new SimRaft(this, "swarm", "docker", servers));
  }

  private static List<String> names(String prefix, int count) {
    var names = new ArrayList<String>();
    for (var i = 1; i <= count; i++) {
      names.add(prefix + i);
    }
    return List.copyOf(names);
  }

  long now() {
    return agenda.now();
  }

  SimHost host(String name) {
    var host = hosts.get(name);
    if (host == null) {
      throw new IllegalArgumentException("no host " + name);
    }
    return host;
  }

  SimRaft raft(String system) {
    var raft = rafts.get(system);
    if (raft == null) {
      throw new IllegalArgumentException("no quorum system " + system);
    }
    return raft;
  }

  BadCopy bad() {
    return bad;
  }

  void spoil(BadCopy kind) {
    bad = kind;
    add(Fault.BAD_COPY);
    tell(() -> "the new copy of " + kind.component() + " is bad: " + kind.kind());
  }

  /// A process of some server dies, and its unit starts it again after a while.
  void crashServer() {
    host(seed.pick(servers)).crash(seed.pick(List.of("consul", "docker")));
  }

  void losePower(long forMs) {
    var server = host(seed.pick(servers));
    if (server.isUp()) {
      server.losePower(forMs);
    }
  }

  void allowFaults(int count) {
    faultsLeft = count;
  }

  boolean hasFaultsLeft() {
    return faultsLeft > 0;
  }

  /// Whether a fault strikes here and now.
  boolean strikes(Fault fault, int perTenThousand) {
    if (faultsLeft <= 0 || !seed.chance(perTenThousand)) {
      return false;
    }
    faultsLeft--;
    add(fault);
    tell(() -> "FAULT " + fault.text());
    return true;
  }

  void add(Fault fault) {
    struck.merge(fault, 1, Integer::sum);
  }

  int count(Fault... kinds) {
    var sum = 0;
    for (var kind : kinds) {
      sum += struck.getOrDefault(kind, 0);
    }
    return sum;
  }

  SortedMap<String, Integer> faults() {
    var map = new TreeMap<String, Integer>();
    struck.forEach((kind, count) -> map.put(kind.text(), count));
    return map;
  }

  void tell(Supplier<String> line) {
    if (telling) {
      timeline.add(String.format(Locale.ROOT, "%10.3f s  %s", now() / 1_000.0, line.get()));
    }
  }

  List<String> timeline() {
    return timeline;
  }

  /// A promise is broken; the first one counts.
  void violate(String what) {
    if (violation.isEmpty()) {
      violation = Optional.of(String.format(Locale.ROOT, "at %.3f s: %s", now() / 1_000.0, what));
      tell(() -> "VIOLATION " + what);
    }
  }

  Optional<String> violation() {
    return violation;
  }
}
