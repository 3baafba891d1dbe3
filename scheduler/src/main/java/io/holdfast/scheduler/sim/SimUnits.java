package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.HostReading.UnitReading;
import io.holdfast.scheduler.platform.DesiredCopy;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The units of a host and their processes: started from the copy that the link names, warm after a
/// while, started again when they die and after a boot.
final class SimUnits {
  private static final long RESTART_MS = 10_000;

  private final SimWorld world;
  private final String host;
  private final SimStore store;
  private final SortedMap<String, Running> processes = new TreeMap<>();
  private final Set<String> enabled = new HashSet<>();
  private final Set<String> held = new HashSet<>();
  private boolean up = true;

  /// A process of a unit: its number, the copy it was started from, whether that is the new one and
  /// whether it writes what an older one need not read, when, how long until it is warm, and
  /// whether it refuses the data it found.
  record Running(
      long id,
      String copy,
      boolean isNew,
      boolean writesNewer,
      long sinceMs,
      long warmMs,
      boolean refuses) {}

  SimUnits(SimWorld world, String host, SimStore store) {
    this.world = world;
    this.host = host;
    this.store = store;
  }

  Optional<Running> process(String component) {
    return Optional.ofNullable(processes.get(component));
  }

  SortedMap<String, UnitReading> readings() {
    var found = new TreeMap<String, UnitReading>();
    for (var component : store.current().keySet()) {
      var unit = SimSite.UNITS.getOrDefault(component, component);
      var process = processes.get(component);
      var alive = isAlive(component);
      found.put(
          unit,
          new UnitReading(
              alive ? "active" : "failed",
              enabled.contains(component),
              alive && process != null ? process.id() : 0,
              alive && process != null ? Math.max(0, process.sinceMs()) : 0));
    }
    return found;
  }

  /// A component that was installed and runs before the simulated run begins.
  void standing(DesiredCopy copy) {
    enabled.add(copy.component());
    processes.put(
        copy.component(),
        new Running(
            world.nextProcess(),
            copy.copyId(),
            false,
            world.writesNewer(copy.component(), copy.copyId()),
            -60_000,
            0,
            false));
  }

  /// Whether the component's process is up and does its work, as its peers would see it.
  boolean isHealthy(String component) {
    var process = processes.get(component);
    return process != null && isHealthy(component, process);
  }

  private boolean isHealthy(String component, Running process) {
    var age = world.now() - process.sinceMs();
    if (age < process.warmMs() || !isAlive(component, process)) {
      return false;
    }
    return !isBad(component, process) || badButHealthy(age - process.warmMs());
  }

  /// How long it has done its work without a break; -1 when it does not.
  long healthyForMs(String component) {
    var process = processes.get(component);
    return process == null || !isHealthy(component, process)
        ? -1
        : world.now() - process.sinceMs() - process.warmMs();
  }

  /// Whether the process is there at all.
  boolean isAlive(String component) {
    var process = processes.get(component);
    return process != null && isAlive(component, process);
  }

  private boolean isAlive(String component, Running process) {
    if (!up || process.refuses()) {
      return false;
    }
    return !isBad(component, process)
        || switch (world.bad().kind()) {
          case EXITS -> false;
          case NEVER_HEALTHY, FLAPS -> true;
          case DIES_IN_SOAK -> world.now() - process.sinceMs() < 8_000;
        };
  }

  private boolean badButHealthy(long age) {
    return switch (world.bad().kind()) {
      case EXITS, NEVER_HEALTHY -> false;
      case FLAPS -> age / 4_000 % 2 == 0;
      case DIES_IN_SOAK -> age < 8_000;
    };
  }

  private boolean isBad(String component, Running process) {
    return process.isNew() && world.bad().component().equals(component);
  }

  void enable(String component) {
    enabled.add(component);
  }

  /// It starts no more with its host.
  void disable(String component) {
    enabled.remove(component);
  }

  boolean isEnabled(String component) {
    return enabled.contains(component);
  }

  void startIfDown(String component) {
    enabled.add(component);
    if (!processes.containsKey(component)) {
      start(component);
    }
  }

  /// The same process takes the new settings and the new program.
  void reload(String component) {
    var process = processes.get(component);
    if (process == null) {
      startIfDown(component);
      return;
    }
    var copy = store.current().getOrDefault(component, "");
    processes.put(
        component,
        new Running(
            process.id(),
            copy,
            world.isNew(component, copy),
            world.writesNewer(component, copy),
            process.sinceMs(),
            process.warmMs(),
            process.refuses()));
  }

  void stop(String component) {
    world.settleQuorums();
    processes.remove(component);
    world.stopped(host, component);
  }

  /// Whoever stopped it starts it again: the unit does not.
  void hold(String component) {
    held.add(component);
  }

  private void start(String component) {
    held.remove(component);
    var copy = store.current().getOrDefault(component, "");
    var refuses = world.starts(host, component, copy);
    var warm = world.seed.between(500, 4_000);
    processes.put(
        component,
        new Running(
            world.nextProcess(),
            copy,
            world.isNew(component, copy),
            world.writesNewer(component, copy),
            world.now(),
            warm,
            refuses));
    world.tell(
        () ->
            "%s: %s starts from %s%s"
                .formatted(host, component, copy, refuses ? " and refuses its data" : ""));
  }

  /// The process ends, and its unit starts it again: by then somebody else may lead.
  void refuse(String component) {
    var process =
        processes.computeIfPresent(
            component,
            (_, it) ->
                new Running(
                    it.id(),
                    it.copy(),
                    it.isNew(),
                    it.writesNewer(),
                    it.sinceMs(),
                    it.warmMs(),
                    true));
    world.tell(() -> host + ": " + component + " cannot read what its leader sends");
    world.agenda.in(
        RESTART_MS,
        () -> {
          if (process != null && process.equals(processes.get(component))) {
            start(component);
          }
        });
  }

  void allDown() {
    up = false;
    processes.keySet().forEach(component -> world.stopped(host, component));
    processes.clear();
  }

  void boot() {
    up = true;
    enabled.stream().sorted().forEach(this::start);
  }

  void crash(String component, long backInMs) {
    if (processes.containsKey(component)) {
      stop(component);
      world.tell(() -> host + ": " + component + " dies");
      world.host(host).reach().keep(backInMs);
      world.agenda.in(backInMs, () -> revive(component));
    }
  }

  /// Dies and comes back again and again.
  void flap(String component, int times) {
    crash(component, world.seed.between(1_000, 4_000));
    if (times > 1) {
      world.agenda.in(world.seed.between(4_000, 12_000), () -> flap(component, times - 1));
    }
  }

  private void revive(String component) {
    if (up && !held.contains(component) && !processes.containsKey(component)) {
      start(component);
    }
  }
}
