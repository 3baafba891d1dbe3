package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.RemovalChecks;
import io.holdfast.scheduler.planner.RemovalPlans;
import io.holdfast.templates.render.Layout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The hosts that leave a site for good by a run, what the products still know of them, and what
/// must be true when they have left. `dead` are those of them that never come back.
final class SimDeparture {
  /// What of ours is switched off there; Docker stays as it is.
  private static final List<String> STOPPED =
      List.of(Layout.HAPROXY, Layout.NOMAD, Layout.CONSUL, Layout.AGENT);

  private final SimWorld world;
  private final SortedSet<String> leaving;
  private final SortedSet<String> dead;
  private final Set<String> noted = new HashSet<>();
  private final Set<String> forgotten = new HashSet<>();

  private SimDeparture(SimWorld world, Set<String> leaving, Set<String> dead) {
    this.world = world;
    this.leaving = new TreeSet<>(leaving);
    this.dead = new TreeSet<>(dead);
  }

  static SimDeparture none(SimWorld world) {
    return new SimDeparture(world, Set.of(), Set.of());
  }

  /// Any hosts that the site can do without, by the real checks: a worker, two servers, or both. In
  /// a quarter of all seeds one of them is dead. Taken from the seed's number alone, so that its
  /// other chances stay as they are.
  static SimDeparture of(SimWorld world, long number) {
    var own = new Seed(number ^ 0x5EED_002CL);
    var groups = new ArrayList<Set<String>>();
    for (var worker : world.site.workers()) {
      groups.add(Set.of(worker));
    }
    for (var one : world.servers) {
      for (var other : world.servers) {
        groups.add(new TreeSet<>(List.of(one, other)));
        groups.add(new TreeSet<>(List.of(one, other, world.site.workers().getLast())));
      }
    }
    groups.removeIf(group -> !isFine(world, group, Set.of()));
    if (groups.isEmpty()) {
      return none(world);
    }
    var servers = groups.stream().filter(group -> group.size() > 1).toList();
    var leaving = own.pick(servers.isEmpty() || own.chance(3_000) ? groups : servers);
    var one = Set.of(own.pick(List.copyOf(new TreeSet<>(leaving))));
    var isDead = own.chance(2_500) && isFine(world, leaving, one);
    return new SimDeparture(world, leaving, isDead ? one : Set.of());
  }

  private static boolean isFine(SimWorld world, Set<String> group, Set<String> dead) {
    return RemovalChecks.problems(world.site.site(), group, dead).isEmpty();
  }

  boolean includes(String host) {
    return leaving.contains(host);
  }

  SortedSet<String> dead() {
    return dead;
  }

  /// The dead ones go, before the run.
  void befall() {
    dead.forEach(host -> world.host(host).die());
  }

  /// The plan of the run that takes them out.
  Plan plan(Map<String, HostReading> readings) {
    var standing = new TreeMap<String, SortedMap<String, String>>();
    readings.forEach(
        (host, reading) -> {
          if (leaving.contains(host) && !dead.contains(host)) {
            standing.put(host, reading.current());
          }
        });
    return new RemovalPlans(
            world.site.site(), SimSite.ID, "site-digest", standing, dead, this::pending)
        .of(leaving);
  }

  /// As the products themselves would say.
  List<Boolean> pending(List<Step.Operate> operations) {
    return operations.stream()
        .map(it -> isPending(it.operation(), it.parameters().getOrDefault("host", "")))
        .toList();
  }

  private boolean isPending(String operation, String host) {
    return switch (operation) {
      case "lb.drain" -> true;
      case "nomad.open-worker", "swarm.availability" -> world.traffic.isClosed(host);
      case "consul.begin-maintenance" -> !noted.contains(host);
      case "swarm.leave" -> !forgotten.contains(operation + " " + host);
      default ->
          !forgotten.contains(operation + " " + host)
              || (operation.endsWith(".forget-member")
                  && world.raft(operation.substring(0, operation.indexOf('.'))).isMember(host));
    };
  }

  /// Whether an operation takes a host out; others have to do it.
  static boolean takesOut(String operation) {
    return operation.contains(".forget-")
        || operation.equals("consul.begin-maintenance")
        || operation.equals("swarm.leave");
  }

  void perform(String operation, String host) {
    if (operation.equals("consul.begin-maintenance")) {
      noted.add(host);
      return;
    }
    forgotten.add(operation + " " + host);
    if (operation.endsWith(".forget-member") || operation.equals("swarm.leave")) {
      world.raft(operation.substring(0, operation.indexOf('.'))).forget(host);
    }
  }

  /// Whether work is left on a host that is taken out.
  boolean hasWork(String host) {
    return !dead.contains(host) && world.traffic.hasWork(host);
  }

  /// Once a run has ended well.
  void check() {
    for (var raft : world.rafts.values()) {
      var wanted = new TreeSet<>(world.servers);
      wanted.removeAll(leaving);
      if (!raft.members().keySet().equals(wanted)) {
        world.violate(
            Promise.MEMBERS_AS_WANTED,
            raft.system() + " has the members " + raft.members().keySet() + ", not " + wanted);
      }
    }
    leaving.forEach(this::hasLeft);
  }

  private void hasLeft(String name) {
    var host = world.host(name);
    if (!noted.contains(name) || !forgotten.contains("consul.forget-node " + name)) {
      world.violate(Promise.MEMBERS_AS_WANTED, "Consul still counts on " + name);
    }
    for (var component : STOPPED) {
      if (!dead.contains(name)
          && (host.units().process(component).isPresent() || host.units().isEnabled(component))) {
        world.violate(Promise.MEMBERS_AS_WANTED, component + " is not switched off on " + name);
      }
    }
    for (var raft : world.rafts.values()) {
      if (world.servers.contains(name) && host.store().data(raft.component()) == 0) {
        world.violate(
            Promise.DATA_STAYS, "the data of " + raft.component() + " on " + name + " is gone");
      }
    }
  }
}
