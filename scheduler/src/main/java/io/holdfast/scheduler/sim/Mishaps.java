package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Role;
import java.util.ArrayList;
import java.util.List;

/// What befalls hosts, clusters and operators from outside, at times of its own; more often where
/// the run is at work.
final class Mishaps {
  private static final List<Fault> KINDS =
      List.of(
          Fault.REBOOT,
          Fault.OUTAGE,
          Fault.CRASH,
          Fault.FLAPPING_UNIT,
          Fault.LEADER_CHANGE,
          Fault.PARTITION,
          Fault.HOST_SWAPPED,
          Fault.CLOCK_JUMP,
          Fault.SECOND_OPERATOR);

  private final SimWorld world;
  private final SimRival rival;
  private final List<String> quorums = new ArrayList<>();

  Mishaps(SimWorld world, SimRival rival) {
    this.world = world;
    this.rival = rival;
  }

  /// In a fifth of all runs a worker may be left behind; in a half of these one is gone from some
  /// moment on, and in a half of those for good.
  void spareWorkers(long number) {
    var own = new Seed(number ^ 0x5EED_001CL);
    if (!own.chance(2_000)) {
      return;
    }
    var goes = own.chance(5_000);
    world.spare(1, goes && own.chance(5_000));
    if (goes) {
      var worker =
          own.pick(
              world.site.site().workers().stream()
                  .filter(host -> !host.is(Role.SERVER))
                  .map(Host::name)
                  .toList());
      world.add(Fault.WORKER_GONE);
      world.agenda.in(own.between(0, 300_000), () -> world.host(worker).leave());
    }
  }

  /// In a seventh of the upgrades of Consul or Nomad whose copies are good a new version does not
  /// bear the state. By the seed's number alone too.
  void unfitState(long number, List<String> changed) {
    var own = new Seed(number ^ 0x5EED_002DL);
    var held = changed.stream().filter(List.of(Layout.CONSUL, Layout.NOMAD)::contains).toList();
    if (own.chance(1_500) && !held.isEmpty() && world.bad().equals(SimWorld.BadCopy.NONE)) {
      var patience = (int) own.between(1, 3);
      world.holds(new SimUnfit(own.pick(held), patience, own.chance(5_000), own.chance(4_000)));
    }
  }

  /// A third of all upgrades and ways back get a bad copy, seven of eight runs get other faults.
  void arrange(Plan.Verb verb, List<String> changed) {
    var seed = world.seed;
    for (var raft : world.rafts.values()) {
      quorums.add(raft.system());
      if (changed.contains(raft.component())) {
        quorums.add(raft.system());
        quorums.add(raft.system());
      }
    }
    var bringsCopies = verb == Plan.Verb.UPGRADE || verb == Plan.Verb.ROLLBACK;
    if (bringsCopies && !changed.isEmpty() && seed.chance(3_300)) {
      spoil(seed.pick(changed));
    }
    if (seed.chance(8_750)) {
      world.allowFaults((int) seed.between(1, 12));
      for (var i = seed.below(8); i > 0; i--) {
        world.agenda.in(seed.between(0, 400_000), this::strike);
      }
    }
  }

  /// The agent and the balancers are watched for two seconds only: a copy that lives longer is
  /// beyond their gates.
  private void spoil(String component) {
    var watched = !List.of(Layout.AGENT, Layout.HAPROXY).contains(component);
    var kinds = List.of(SimWorld.BadCopy.Kind.values());
    var kind = world.seed.pick(watched ? kinds : kinds.subList(0, 2));
    world.spoil(new SimWorld.BadCopy(component, kind));
  }

  /// Whoever sets clocks may want the lock too.
  private void jumpClock() {
    world.jumpClock(world.seed.between(-7_200_000, 7_200_000));
    if (world.strikes(Fault.SECOND_OPERATOR, 5_000)) {
      world.agenda.in(world.seed.between(0, 9_000), rival::startAnew);
    }
  }

  private void losePower(SimHost server) {
    if (server.isUp()) {
      server.losePower(world.seed.between(20_000, 200_000));
    }
  }

  private void strike() {
    var kind = world.seed.pick(KINDS);
    if (!world.hasFaultsLeft() || !world.strikes(kind, 10_000)) {
      return;
    }
    var seed = world.seed;
    var any = seed.pick(List.copyOf(world.hosts.values()));
    var server = world.host(seed.pick(world.servers));
    var raft = world.raft(seed.pick(quorums));
    switch (kind) {
      case REBOOT -> world.reboot(any);
      case OUTAGE -> losePower(seed.chance(6_000) ? server : any);
      case CRASH -> server.units().crash(raft.component(), seed.between(5_000, 180_000));
      case FLAPPING_UNIT -> server.units().flap(raft.component(), (int) seed.between(2, 8));
      case LEADER_CHANGE -> raft.stepDown();
      case PARTITION -> server.reach().cutOff(seed.between(5_000, 120_000), seed.chance(5_000));
      case HOST_SWAPPED -> any.reach().swap(seed.between(10_000, 200_000));
      case CLOCK_JUMP -> jumpClock();
      default -> rival.startAnew();
    }
  }
}
