package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Runs one seed from its first event to its end. The same seed and options give the same result; a
/// seed that broke a promise is run again to tell its timeline.
public final class Simulator {
  private static final long MAX_VIRTUAL_MS = 8L * 3_600_000;

  private final SimWorld world;
  private final long number;
  private final Plan.Verb verb;
  private final SortedMap<String, SortedMap<String, String>> before = new TreeMap<>();

  private Simulator(long number, SimOptions options, boolean telling) {
    var seed = new Seed(number);
    this.number = number;
    this.verb = options.verb().orElse(seed.chance(2_500) ? Plan.Verb.INSTALL : Plan.Verb.UPGRADE);
    var servers = seed.pick(List.of(3, 3, 3, 5, 1));
    var workers = seed.pick(List.of(2, 2, 3));
    this.world = new SimWorld(seed, options, telling, servers, workers);
  }

  /// The timeline is told only where a promise was broken.
  public static SimResult run(long seed, SimOptions options) {
    var result = new Simulator(seed, options, false).run();
    return result.violation().isEmpty() ? result : tell(seed, options);
  }

  /// The same with its timeline in any case.
  public static SimResult tell(long seed, SimOptions options) {
    return new Simulator(seed, options, true).run();
  }

  private SimResult run() {
    prepare();
    var plan = planted(new SimPlans(world.servers, world.workers, before, "2").plan(verb));
    world.tell(() -> verb + " on " + world.servers + " and " + world.workers);
    var disk = new SimDisk(world);
    var rivals = List.of(new SimRival(world, "rival"));
    var gates = new SimGates(world);
    var controller = new SimController(world, plan, disk, gates, rivals.getFirst());
    var promises = new Promises(world, plan, controller, rivals);
    world.hosts.values().forEach(host -> host.watchedBy(promises));
    if (world.options.faults()) {
      disturb(rivals.getFirst());
    }
    world.agenda.in(0, controller::takeLock);
    while (!controller.isOver() && world.violation().isEmpty() && world.agenda.step()) {
      promises.check();
      if (world.now() > MAX_VIRTUAL_MS) {
        world.violate("the run does not end");
      }
    }
    settle(promises);
    if (world.violation().isEmpty()) {
      controller
          .outcome()
          .ifPresentOrElse(
              outcome -> new Ending(world, before, verb).check(outcome, disk),
              () -> world.violate("the run stands still"));
    }
    return new SimResult(
        number,
        world.agenda.done(),
        world.now(),
        world.faults(),
        world.violation(),
        controller.outcome(),
        world.timeline());
  }

  /// Lets what is still in the network arrive, and what is restarting come up.
  private void settle(Promises promises) {
    var until = world.now() + 180_000;
    world.allowFaults(0);
    while (world.violation().isEmpty() && world.now() < until && world.agenda.step()) {
      promises.check();
    }
  }

  private void prepare() {
    for (var host : world.hosts.values()) {
      var stands = new TreeMap<String, String>();
      if (verb == Plan.Verb.UPGRADE) {
        stands.put("consul", SimPlans.copy("consul", "1"));
        stands.put("docker", SimPlans.copy("docker", "1"));
        if (!host.isServer()) {
          stands.put("haproxy", SimPlans.copy("haproxy", "1"));
        }
        stands.forEach(host::standing);
      }
      before.put(host.name(), stands);
    }
    if (verb == Plan.Verb.UPGRADE) {
      world.rafts.values().forEach(raft -> world.servers.forEach(raft::join));
      world.rafts.values().forEach(SimRaft::settle);
    }
  }

  /// A third of all upgrades get a bad copy, seven of eight runs get other faults.
  private void disturb(SimRival rival) {
    var seed = world.seed;
    if (verb == Plan.Verb.UPGRADE && seed.chance(3_300)) {
      var component = seed.pick(List.of("consul", "docker", "haproxy"));
      var kind = seed.pick(List.of(SimWorld.BadCopy.Kind.values()));
      world.spoil(new SimWorld.BadCopy(component, kind));
    }
    if (seed.chance(8_750)) {
      world.allowFaults((int) seed.between(1, 12));
      for (var i = seed.below(5); i > 0; i--) {
        world.agenda.in(seed.between(0, 600_000), () -> external(rival));
      }
    }
  }

  private void external(SimRival rival) {
    if (!world.hasFaultsLeft()) {
      return;
    }
    switch (world.seed.below(4)) {
      case 0 -> {
        if (world.strikes(Fault.REBOOT, 10_000)) {
          reboot(world.seed.pick(List.copyOf(world.hosts.values())));
        }
      }
      case 1 -> {
        if (world.strikes(Fault.CRASH, 10_000)) {
          world.crashServer();
        }
      }
      case 2 -> {
        if (world.strikes(Fault.LEADER_CHANGE, 10_000)) {
          world.raft(world.seed.pick(List.of("consul", "swarm"))).stepDown();
        }
      }
      default -> {
        if (world.strikes(Fault.SECOND_OPERATOR, 10_000)) {
          rival.startAnew();
        }
      }
    }
  }

  private static void reboot(SimHost host) {
    if (host.isUp()) {
      host.reboot();
    }
  }

  // Planted bugs that lie in the plan.

  private Plan planted(Plan plan) {
    var stages = plan.stages().stream().map(this::planted).toList();
    return new Plan(
        plan.schema(),
        plan.siteId(),
        plan.site(),
        plan.verb(),
        plan.basis(),
        plan.changes(),
        stages);
  }

  private Stage planted(Stage stage) {
    if (!(stage instanceof Stage.Group group)) {
      return stage;
    }
    var skip = world.options.has(Plant.SKIP_UNDO);
    var two = world.options.has(Plant.STOP_TWO_SERVERS) && group.quorum().isPresent();
    var works = skip ? group.hosts().stream().map(Simulator::withoutUndo).toList() : group.hosts();
    return new Stage.Group(
        group.path(),
        group.title(),
        group.component(),
        two ? Optional.empty() : group.quorum(),
        two ? 2 : group.batch(),
        works);
  }

  private static HostWork withoutUndo(HostWork work) {
    var nothing = new Step.OnHost(List.of(new Action.ReloadUnits()));
    var undo =
        work.undo().stream()
            .map(s -> new Step(s.path(), s.host(), s.title(), nothing, s.disruptive(), 1))
            .toList();
    return new HostWork(
        work.host(), work.before(), work.again(), work.steps(), work.after(), undo, List.of());
  }
}
