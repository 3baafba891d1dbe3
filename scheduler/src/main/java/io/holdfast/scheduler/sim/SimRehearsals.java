package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.RehearsalOrder;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Rehearsals on modelled hosts: on the first server that still has to change and does not lead, in
/// a unit beside its server that outlives the controller, for a quarter of an hour at most. Whoever
/// comes later ends the earlier one. Where one cannot be held the next server is asked, as long as
/// time is left for it.
final class SimRehearsals {
  private static final long MOST_MS = RehearsalOrder.MOST_SECONDS * 1_000L;

  private final SimWorld world;
  private final Map<String, Unit> units = new HashMap<>();
  private long held;

  /// A rehearsal on a host, in the boot that it began in.
  private record Unit(long number, long boot) {}

  /// One operation: the servers it may still ask, why others did not hold it, and until when it may
  /// ask.
  private record Search(
      SimSnapshots.Asked asked,
      SimRaft raft,
      Deque<String> servers,
      List<String> refused,
      long lastMs) {}

  SimRehearsals(SimWorld world) {
    this.world = world;
  }

  /// Whether a rehearsal that ended well was held at all.
  static boolean isHeld(String says) {
    return says.startsWith("rehearsed");
  }

  void hold(SimSnapshots.Asked asked, SimRaft raft) {
    var deadline = Long.parseLong(asked.work().parameters().get("deadlineMs"));
    var search =
        new Search(
            asked,
            raft,
            new ArrayDeque<>(servers(asked.work().parameters().getOrDefault("copies", ""), raft)),
            new ArrayList<>(),
            world.now() + deadline - MOST_MS);
    next(search);
  }

  /// Those to be changed that answer at the leader's version; the leader only where it is alone.
  private List<String> servers(String copies, SimRaft raft) {
    var leader = raft.leader().orElseThrow();
    return Arrays.stream(copies.split(","))
        .map(pair -> pair.substring(0, pair.indexOf('=')))
        .filter(host -> !host.equals(leader) || world.servers.size() == 1)
        .filter(host -> world.host(host).units().isHealthy(raft.component()))
        .filter(host -> version(host, raft).equals(version(leader, raft)))
        .toList();
  }

  private String version(String host, SimRaft raft) {
    return world.host(host).runs(raft.component()).map(SimWorld::versionOf).orElse("");
  }

  private void next(Search search) {
    if (!search.asked().isHere()) {
      return;
    }
    var host = search.servers().poll();
    if (host == null) {
      search.asked().end(notHeld(search));
    } else if (world.now() > search.lastMs()) {
      notHeld(search, host, "no time is left for it", 1);
    } else if (!world.host(host).isReachable()) {
      notHeld(search, host, "it does not answer", 3_000);
    } else if (world.unfit().leavesNoRoom() || world.strikes(Fault.FULL_DISK, 60)) {
      notHeld(search, host, "it has no room for it", 50);
    } else {
      begin(search, host);
    }
  }

  /// A version that one has found wanting stays so.
  private static StepEnd notHeld(Search search) {
    var why = search.asked().work().parameters().getOrDefault("failed", "");
    return why.isEmpty()
        ? new StepEnd.Done(true, "not rehearsed: " + search.refused())
        : new StepEnd.Failed(ProblemId.REHEARSAL_FAILED, why);
  }

  private void notHeld(Search search, String host, String why, long afterMs) {
    search.refused().add(host + ": " + why);
    world.agenda.in(afterMs, () -> next(search));
  }

  private void begin(Search search, String host) {
    var unit = new Unit(++held, world.host(host).boots());
    var ended = units.put(host, unit) != null;
    world.tell(
        () ->
            "%s rehearses %s%s"
                .formatted(
                    host, search.raft().system(), ended ? ", which ends an earlier one" : ""));
    var slow = world.strikes(Fault.SLOW_HOST, 150);
    var took = slow ? world.seed.between(60_000, 1_200_000) : world.seed.between(15_000, 40_000);
    if (world.strikes(Fault.REBOOT, 60)) {
      world.agenda.in(world.seed.between(0, took), () -> world.reboot(world.host(host)));
    }
    world.killSoon(took);
    world.agenda.in(Math.min(took, MOST_MS), () -> ends(search, host, unit, took > MOST_MS));
  }

  private void ends(Search search, String host, Unit unit, boolean tooLong) {
    var isItself = units.remove(host, unit) && world.host(host).boots() == unit.boot();
    if (!search.asked().isHere()) {
      return;
    }
    if (!isItself || !world.host(host).isReachable()) {
      notHeld(search, host, "its answer is lost", 1);
    } else if (tooLong) {
      notHeld(search, host, "still on its way after a quarter of an hour", 1);
    } else {
      search.asked().end(verdict(search.raft(), host));
    }
  }

  private StepEnd verdict(SimRaft raft, String host) {
    return world.unfit().isFor(raft.component())
        ? new StepEnd.Failed(
            ProblemId.REHEARSAL_FAILED,
            raft.system() + " did not come up with the state, on " + host + ": exited with 1")
        : new StepEnd.Done(true, "rehearsed on " + host);
  }

  /// A copy of a state that comes to a server ends what is left there.
  void endAll() {
    units.keySet().removeIf(host -> world.host(host).isReachable());
  }
}
