package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.plan.Plan;
import java.util.stream.LongStream;

/// A modelled site on which everything stands and runs, and nobody changes anything.
final class StandingSite {
  private StandingSite() {}

  /// Lets stand what shall stand before a run.
  static void in(SimWorld world) {
    for (var desired : world.site.before()) {
      var host = world.host(desired.host());
      for (var copy : desired.copies().values()) {
        host.store().standing(copy);
        host.units().standing(copy);
      }
    }
    for (var raft : world.rafts.values()) {
      world.servers.forEach(raft::join);
      world.servers.forEach(server -> world.wroteData(server, raft.component()));
    }
    world.traffic.deploy();
    world.settle();
  }

  /// Five servers of Nomad, with the plants that are asked for.
  static SimWorld ofFive(SimOptions options) {
    return LongStream.iterate(1, number -> number + 1)
        .mapToObj(number -> world(number, options))
        .filter(world -> world.site.isNomad() && world.servers.size() == 5)
        .findFirst()
        .orElseThrow();
  }

  private static SimWorld world(long number, SimOptions options) {
    var seed = new Seed(number);
    var site = SimSite.of(seed, number, Plan.Verb.REMOVE);
    var world = new SimWorld(seed, options, true, site);
    in(world);
    return world;
  }

  /// Looks at everything each second.
  static void pass(SimWorld world, long ms) {
    var until = world.now() + ms;
    while (world.now() < until) {
      world.agenda.in(1_000, world::settleQuorums);
      world.agenda.step();
    }
  }
}
