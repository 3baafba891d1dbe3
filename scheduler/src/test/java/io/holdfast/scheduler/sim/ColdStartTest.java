package io.holdfast.scheduler.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.Pending;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.planner.SeenQuorum;
import io.holdfast.scheduler.run.RunSettings;
import io.holdfast.scheduler.run.RunState;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The whole site loses its power in the midst of an upgrade, and servers do not start by
/// themselves: they are started together, and the upgrade is gone on with to its end.
class ColdStartTest {
  private static final Pending NOTHING = list -> list.stream().map(_ -> false).toList();
  private static final long STILL_MS = 40_000;

  /// One site of the simulator with an upgrade of it.
  private static final class Story {
    private final SimWorld world;
    private final SimGates gates;
    private final SimOperations operations;
    private final SimDisk disk;
    private final Plan upgrade;

    Story(long number) {
      var seed = new Seed(number);
      var options = SimOptions.of(Plan.Verb.UPGRADE).withoutFaults();
      var site = SimSite.of(seed, number, Plan.Verb.UPGRADE);
      world = new SimWorld(seed, options, true, site);
      gates = new SimGates(world);
      operations = new SimOperations(world);
      disk = new SimDisk(world);
      StandingSite.in(world);
      upgrade = site.plan(Plan.Verb.UPGRADE, gates.gateway().readings(), NOTHING);
    }

    SimController controller(Plan plan, SimDisk journal) {
      return new SimController(
          world, plan, journal, gates, operations, new SimRival(world, "rival"));
    }

    /// Until the run is over, or this moment has come.
    void run(SimController run, long untilMs) {
      while (!run.isOver() && world.now() < untilMs && world.agenda.step()) {
        world.settle();
      }
    }

    /// Every host goes down with the machine of the administrator, and no server comes up again.
    void losePower(SimController run) {
      run.die();
      disk.crash();
      world.add(Fault.OUTAGE);
      world.hosts.values().forEach(host -> host.losePower(STILL_MS));
      world.agenda.in(STILL_MS, this::nothingStarts);
      var until = world.now() + 2 * STILL_MS;
      while (world.now() < until && world.agenda.step()) {
        world.settle();
      }
    }

    private void nothingStarts() {
      for (var server : world.servers) {
        for (var raft : world.rafts.values()) {
          world.host(server).units().stop(raft.component());
          world.host(server).units().hold(raft.component());
        }
      }
    }

    List<SeenQuorum> seen() {
      return new SimSeen(world, gates.gateway(), Set.of()).quorums();
    }

    Set<String> inTheMiddle() {
      var records = Journal.open(disk, SimController.JOURNAL).records();
      var identity = new RunState.Identity("run-1", 0);
      var state = RunState.of(identity, upgrade, RunSettings.standard(), records);
      return new TreeSet<>(state.inTheMiddle());
    }

    List<String> tale() {
      return world.timeline();
    }
  }

  /// Under Nomad, which the simulator asks through real interfaces.
  private static boolean isToldByProducts(Story story) {
    return story.world.site.isNomad() && story.world.servers.size() > 1;
  }

  @Test
  void anUpgradeThatTheWholeSitesPowerFailureCutOffEndsAsIfNothingHadHappened() {
    var cut = 0;
    var held = 0;
    for (var number = 1L; number <= 24; number++) {
      var story = new Story(number);
      if (!isToldByProducts(story)) {
        continue;
      }
      var run = story.controller(story.upgrade, story.disk);
      story.world.agenda.in(0, run::takeLock);
      story.run(run, 20_000 + number * 9_000);
      if (run.isOver()) {
        continue;
      }
      story.losePower(run);
      var seen = story.seen();
      assertThat(seen)
          .as(String.join("\n", story.tale()))
          .allMatch(quorum -> quorum.state() == SeenQuorum.State.STARTABLE);
      var middle = story.inTheMiddle();
      held += seen.stream().anyMatch(it -> !it.able().equals(awaited(it, middle))) ? 1 : 0;
      recover(story, seen, middle);
      var resumed = story.controller(story.upgrade, story.disk);
      story.world.agenda.in(0, resumed::takeLock);
      story.run(resumed, story.world.now() + 3 * 3_600_000L);
      var outcome = resumed.outcome().orElseThrow();
      assertThat(outcome.exitCode()).as("seed " + number + "\n" + tail(story)).isIn(0, 7);
      new Ending(story.world, Plan.Verb.UPGRADE, story.gates.gateway(), NOTHING)
          .check(outcome, story.disk);
      assertThat(story.world.violation()).as("seed " + number + "\n" + tail(story)).isEmpty();
      cut += outcome.exitCode() == 0 ? 1 : 0;
    }
    assertThat(cut).as("upgrades that were cut off and reached their end").isGreaterThan(4);
    assertThat(held).as("servers in the hands of the upgrade").isPositive();
  }

  private static List<String> awaited(SeenQuorum seen, Set<String> middle) {
    return RecoveryPlans.awaited(seen, middle);
  }

  private static void recover(Story story, List<SeenQuorum> seen, Set<String> middle) {
    var plans = new RecoveryPlans(story.world.site.site(), SimSite.ID, "digest");
    var plan = plans.coldStart(seen, middle);
    var recovery = story.controller(plan, new SimDisk(story.world));
    story.world.agenda.in(0, recovery::takeLock);
    story.run(recovery, story.world.now() + 3_600_000L);
    assertThat(recovery.outcome().orElseThrow().exitCode()).as(tail(story)).isZero();
    assertThat(story.seen()).allMatch(quorum -> quorum.state() == SeenQuorum.State.LED);
    assertThat(plans.coldStart(story.seen(), middle).isEmpty()).isTrue();
  }

  private static String tail(Story story) {
    var tale = story.tale();
    return String.join("\n", tale.subList(Math.max(0, tale.size() - 60), tale.size()));
  }
}
