package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.SeenQuorum;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What must hold while servers are brought back that nobody leads, and once they are back: one
/// cluster, of the members that shall be, with every entry that a majority had, or any survivor
/// where there is none; every server votes but those that something befell afterwards.
final class RecoveryPromises {
  private static final String PEERS = "/peers.json";

  private final SimWorld world;
  private final SimRecovery recovery;
  private final Map<String, Long> entries = new HashMap<>();
  private final Map<String, Long> terms = new HashMap<>();
  private final Map<String, Map<String, String>> files = new HashMap<>();
  private final Map<String, Long> writes = new HashMap<>();

  RecoveryPromises(SimWorld world, SimRecovery recovery) {
    this.world = world;
    this.recovery = recovery;
  }

  /// How all stands before anybody does anything.
  void begin() {
    for (var raft : world.rafts.values()) {
      var least =
          recovery.isColdStart() ? raft.heldByMajority() : raft.mostHeldBy(recovery.wanted());
      entries.put(raft.system(), least);
      terms.put(raft.system(), raft.term());
    }
    for (var host : world.hosts.values()) {
      files.put(host.name(), Map.copyOf(host.store().files()));
      writes.put(host.name(), host.store().writes());
    }
  }

  /// Before a step takes effect.
  void begins(Step step) {
    if (step.work() instanceof Step.OnHost work) {
      for (var action : work.actions()) {
        if (action instanceof Action.PlaceFile file && file.path().endsWith(PEERS)) {
          writesPeers(step.path(), file.text().text());
        }
      }
    }
  }

  /// Whoever is not named must have no way back with its data.
  private void writesPeers(String path, String text) {
    for (var server : world.servers) {
      if (!recovery.named(text).contains(server) && !world.host(server).isDead()) {
        world.violate(
            Promise.ONE_CLUSTER,
            path + " leaves " + server + " out, which can come back with its data");
      }
    }
  }

  /// After every event.
  void check() {
    for (var raft : world.rafts.values()) {
      if (raft.isSplit()) {
        world.violate(
            Promise.ONE_CLUSTER, "two sets of servers of " + raft.system() + " can both lead");
      }
      if (raft.leader().isPresent()) {
        keepsEntries(raft);
      }
    }
  }

  /// What a majority has once must be there under every later leader.
  private void keepsEntries(SimRaft raft) {
    var system = raft.system();
    var least = entries.getOrDefault(system, 0L);
    if (!Long.valueOf(raft.term()).equals(terms.put(system, raft.term()))
        && raft.ledFrom() < least) {
      world.violate(
          Promise.KEEPS_ENTRIES,
          system + " goes on from entry " + raft.ledFrom() + ", entry " + least + " was there");
    }
    entries.put(system, Math.max(least, raft.heldByMajority()));
  }

  /// Once the run is over, and elections had their time. `last` is the plan that was carried out
  /// last, from this moment on; empty where nothing was left to do.
  void ending(Plan last, long begunAt) {
    for (var seen : recovery.seen()) {
      led(world.raft(seen.system()), seen, last, begunAt);
    }
    world.hosts.values().forEach(this::isAsBefore);
    if (recovery.plan().filter(plan -> !plan.isEmpty()).isPresent()) {
      world.violate(Promise.SECOND_CHANGES_NOTHING, "a second recovery would do something");
    }
  }

  private void led(SimRaft raft, SeenQuorum seen, Plan last, long begunAt) {
    raft.settle();
    var wanted = recovery.wanted();
    var voting = wanted.stream().filter(raft::isHealthy).toList();
    if (raft.leader().isEmpty() || voting.size() <= wanted.size() / 2) {
      world.violate(
          Promise.ENDS,
          "%s is not back: %s of %s vote, %s leads"
              .formatted(raft.system(), voting, wanted, raft.leader().orElse("nobody")));
    }
    wanted.stream()
        .filter(host -> !voting.contains(host) && world.host(host).reach().keptUntil() < begunAt)
        .forEach(host -> votes(host, seen, last));
    var counted = raft.leader().map(leader -> raft.listed(leader).keySet()).orElse(Set.of());
    if (raft.leader().isPresent() && !counted.equals(new TreeSet<>(wanted))) {
      world.violate(
          Promise.MEMBERS_AS_WANTED, raft.system() + " counts " + counted + ", not " + wanted);
    }
  }

  /// All vote that the last plan had to bring back; where somebody led before it, they are named.
  private void votes(String host, SeenQuorum seen, Plan last) {
    var system = seen.system();
    if (last.stages().stream().anyMatch(stage -> stage.path().equals("/recover-" + system))) {
      world.violate(Promise.ENDS, host + " is no voter of " + system + " after its recovery");
    } else if (!seen.missing().contains(host)) {
      world.violate(
          Promise.SAYS_WHAT_NEXT, "nobody says that " + host + " is no voter of " + system);
    }
  }

  /// Nothing is written but what tells survivors who votes, and that is read; no data is set aside.
  private void isAsBefore(SimHost host) {
    var store = host.store();
    if (store.files().keySet().stream().anyMatch(path -> path.endsWith(PEERS))) {
      world.violate(Promise.ONE_CLUSTER, "a peers.json waits unread on " + host.name());
    }
    if (store.hasAside()) {
      world.violate(Promise.KEEPS_ENTRIES, "data were set aside on " + host.name());
    }
    var isWritten = store.writes() != writes.getOrDefault(host.name(), 0L);
    var mayBeWritten = !recovery.isColdStart() && recovery.wanted().contains(host.name());
    if ((isWritten && !mayBeWritten) || !store.files().equals(files.get(host.name()))) {
      world.violate(Promise.NAMED_STATE, host.name() + " was written to by a recovery");
    }
  }
}
