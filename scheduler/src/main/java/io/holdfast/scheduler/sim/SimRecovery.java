package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.LostServers;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.planner.SeenQuorum;
import io.holdfast.scheduler.raft.PeersFile;
import io.holdfast.templates.problem.HoldfastException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// A site whose servers nobody leads, and the operator who brings them back: by a cold start, or
/// without the servers that are `lost`, by the real plans, and the real rules that refuse. What
/// stopped is given again, as a new run.
final class SimRecovery {
  private static final long NOBODY_LEADS_MS = 10_000;
  private static final long ELECTION_MS = 60_000;
  private static final long ASKS_AGAIN_MS = 15_000;

  private final SimWorld world;
  private final SimGateway gateway;
  private final SortedSet<String> lost = new TreeSet<>();
  private final boolean isMistaken;
  private final SortedSet<String> fallen = new TreeSet<>();
  private final RecoveryPromises promises;
  private long shutMs;

  private SimRecovery(SimWorld world, SimGateway gateway, Set<String> lost, boolean isMistaken) {
    this.world = world;
    this.fallen.addAll(world.rafts.keySet());
    this.gateway = gateway;
    this.lost.addAll(lost);
    this.isMistaken = isMistaken;
    this.promises = new RecoveryPromises(world, this);
  }

  /// Two of three sites with three servers of Nomad, and all with five, have lost a majority for
  /// good; in a third of these the operator is mistaken: the hosts are there, with their data, and
  /// in most of those they let nobody in for a while. Of half of those that are only started one
  /// product is led all the time. Taken from the seed's number alone.
  static SimRecovery of(SimWorld world, SimGateway gateway, long number) {
    var own = new Seed(number ^ 0x5EED_003CL);
    var count = world.servers.size();
    if (count == 1 || !world.site.isNomad() || (own.chance(3_333) && count == 3)) {
      var all = new SimRecovery(world, gateway, Set.of(), false);
      if (own.chance(5_000)) {
        all.fallen.remove(own.pick(List.copyOf(world.rafts.keySet())));
      }
      return all;
    }
    var names = new ArrayList<>(world.servers);
    while (names.size() > count / 2 + 1) {
      names.remove(own.below(names.size()));
    }
    var lost = new SimRecovery(world, gateway, Set.copyOf(names), own.chance(3_333));
    lost.shutMs = lost.isMistaken && own.chance(6_000) ? own.between(30_000, 300_000) : 0;
    return lost;
  }

  /// What happens to the site before the run.
  void befall() {
    world.settleQuorums();
    if (lost.isEmpty() || isMistaken) {
      world.servers.forEach(this::stops);
    } else {
      lost.forEach(host -> world.host(host).die());
      world.settleQuorums();
    }
    for (var system : fallen) {
      var raft = world.raft(system);
      survivors().forEach(host -> raft.trail(host, world.seed.below(20)));
    }
    if (shutMs > 0) {
      lost.forEach(host -> world.host(host).reach().shut(shutMs));
    } else if (isMistaken && world.options.faults()) {
      lost.forEach(this::bootsLater);
    }
    await(world.now() + NOBODY_LEADS_MS);
    promises.begin();
    while (plan().isEmpty()) {
      await(world.now() + ASKS_AGAIN_MS);
    }
  }

  private void bootsLater(String host) {
    world.agenda.in(
        world.seed.between(15_000, 120_000),
        () -> {
          world.add(Fault.REBOOT);
          world.reboot(world.host(host));
        });
  }

  private void await(long untilMs) {
    while (world.now() < untilMs) {
      world.agenda.in(1_000, world::settle);
      world.agenda.step();
    }
  }

  private void stops(String server) {
    var units = world.host(server).units();
    for (var system : fallen) {
      units.stop(world.raft(system).component());
      units.hold(world.raft(system).component());
    }
  }

  private List<String> survivors() {
    return world.servers.stream().filter(host -> !lost.contains(host)).toList();
  }

  // The operator.

  /// The plan for what is seen now; empty where it is refused now.
  Optional<Plan> plan() {
    if (world.servers.stream().anyMatch(host -> world.host(host).isSwapped())) {
      return Optional.empty();
    }
    var seen = seen();
    var plans = new RecoveryPlans(world.site.site(), SimSite.ID, "site-digest");
    if (seen.stream().allMatch(quorum -> quorum.state() == SeenQuorum.State.LED)) {
      return Optional.of(plans.coldStart(seen, Set.of()));
    }
    return lost.isEmpty() || isTold(seen) ? coldStart(plans, seen) : withoutLost(plans, seen);
  }

  List<SeenQuorum> seen() {
    var unseen = world.options.has(Plant.LOST_UNSEEN) ? lost : Set.<String>of();
    return new SimSeen(world, gateway, unseen).quorums();
  }

  /// The operator hears that what was taken for lost is not.
  private boolean isTold(List<SeenQuorum> seen) {
    return isMistaken
        && seen.stream().anyMatch(quorum -> quorum.state() == SeenQuorum.State.STARTABLE);
  }

  private static Optional<Plan> coldStart(RecoveryPlans plans, List<SeenQuorum> seen) {
    var plan = plans.coldStart(seen, Set.of());
    return plan.isEmpty() ? Optional.empty() : Optional.of(plan);
  }

  private Optional<Plan> withoutLost(RecoveryPlans plans, List<SeenQuorum> seen) {
    if (world.options.has(Plant.LOST_NOT_REQUIRED)) {
      return Optional.of(plans.lostMajority(seen));
    }
    try {
      LostServers.of(world.site.site(), List.copyOf(lost), seen).requireLost();
      return Optional.of(plans.lostMajority(seen));
    } catch (HoldfastException refused) {
      world.tell(() -> "refused: " + refused.first().what());
      return Optional.empty();
    }
  }

  // What it does.

  /// A server that starts reads the file that waits for it, and removes it; without data of its own
  /// it removes it unread.
  void starts(String host, SimRaft raft) {
    var store = world.host(host).store();
    var path = PeersFile.path(raft.system(), world.site.site().places().data());
    var text = store.files().get(path);
    if (text != null) {
      store.remove(path);
      if (store.data(raft.component()) > 0) {
        raft.tell(host, named(text));
      }
    }
  }

  /// The servers that a `peers.json` names.
  SortedSet<String> named(String text) {
    var names = new TreeSet<String>();
    for (var server : world.servers) {
      if (text.contains("\"" + world.address(server) + ":")) {
        names.add(server);
      }
    }
    return names;
  }

  // What must hold.

  /// Whether all servers are wanted back, and none has to be told anything.
  boolean isColdStart() {
    return lost.isEmpty() || isMistaken;
  }

  /// The servers that shall vote at the end.
  List<String> wanted() {
    return isColdStart() ? world.servers : survivors();
  }

  RecoveryPromises promises() {
    return promises;
  }

  /// Once the run is over.
  void ending(Plan last, long begunAt) {
    await(world.now() + ELECTION_MS);
    promises.ending(last, begunAt);
  }
}
