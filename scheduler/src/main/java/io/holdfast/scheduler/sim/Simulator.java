package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.journal.JournalRecord;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.Pending;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.run.Outcome;
import java.util.List;
import java.util.Optional;

/// Runs one seed from its first event to its end. The same seed and options give the same result; a
/// seed that broke a promise is run again to tell its timeline.
public final class Simulator {
  private static final long MAX_VIRTUAL_MS = 5L * 3_600_000;

  /// For each host of a large site.
  private static final long MAX_HOST_MS = 600_000;

  private final SimWorld world;
  private final long number;
  private final Plan.Verb verb;
  private final SimGates gates;
  private final SimOperations operations;
  private Optional<SimController> controller = Optional.empty();
  private long runMs;

  private Simulator(long number, SimOptions options, boolean telling) {
    var seed = new Seed(number);
    this.number = number;
    this.verb = options.verb().orElse(seed.chance(2_000) ? Plan.Verb.INSTALL : standing(number));
    var site = options.rehearsal().map(SimSite::of).orElseGet(() -> SimSite.of(seed, number, verb));
    this.world = new SimWorld(seed, options, telling, site);
    this.gates = new SimGates(world);
    this.operations = new SimOperations(world);
    if (verb == Plan.Verb.REMOVE) {
      world.letLeave(SimDeparture.of(world, number));
    } else if (verb == Plan.Verb.RECOVER) {
      world.letFall(SimRecovery.of(world, gates.gateway(), number));
    } else if (verb == Plan.Verb.UPGRADE && options.rehearsal().isEmpty() && hasGrown(number)) {
      world.rafts.values().forEach(raft -> raft.keepPlaces(1));
    }
  }

  /// One site of seven that stands was founded with a single server, and its quorums know no
  /// better.
  private static boolean hasGrown(long number) {
    return Math.floorMod(number, 7) == 2;
  }

  /// What is done to a site that stands: one run of twelve boots its hosts in turn, one of fourteen
  /// takes hosts out for good, one of fifteen brings back servers that nobody leads, one of
  /// thirteen goes back. It is taken from the seed's number, so that the others have the chances
  /// they always had.
  private static Plan.Verb standing(long number) {
    if (Math.floorMod(number, 12) == 5) {
      return Plan.Verb.REBOOT;
    }
    if (Math.floorMod(number, 14) == 9) {
      return Plan.Verb.REMOVE;
    }
    if (Math.floorMod(number, 15) == 8) {
      return Plan.Verb.RECOVER;
    }
    return Math.floorMod(number, 13) == 6 ? Plan.Verb.ROLLBACK : Plan.Verb.UPGRADE;
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

  /// What a seed's run has written into its journal, as far as its disk has kept it.
  public static List<JournalRecord> journal(long seed, SimOptions options) {
    var simulator = new Simulator(seed, options, false);
    var disk = new SimDisk(simulator.world);
    simulator.prepare();
    simulator.carryOut(disk);
    return Journal.open(disk, SimController.JOURNAL).records();
  }

  /// The plan that a rehearsal carries out.
  public static Plan plan(Rehearsal rehearsal) {
    var simulator = new Simulator(1, SimOptions.of(rehearsal).withoutFaults(), false);
    simulator.prepare();
    return simulator.plan(simulator.pending());
  }

  private SimResult run() {
    prepare();
    try {
      carryOut(new SimDisk(world));
    } catch (IllegalStateException
        | IllegalArgumentException
        | java.util.NoSuchElementException mistake) {
      world.violate(Promise.NO_MISTAKE, mistake.toString());
    }
    return new SimResult(
        number,
        world.agenda.done(),
        world.now(),
        runMs,
        world.faults(),
        world.violation().map(SimWorld.Broken::promise),
        world.violation().map(SimWorld.Broken::text),
        controller.flatMap(SimController::outcome),
        world.timeline());
  }

  private void carryOut(SimDisk disk) {
    var plan = new PlantedPlan(world).of(plan(pending()));
    world.tell(() -> verb + " of " + plan.stages().stream().map(s -> s.path()).toList());
    new DryRun(world, gates.gateway()).check(() -> plan(pending()), disk);
    var rival = new SimRival(world, "rival");
    var run = new SimController(world, plan, disk, gates, operations, rival);
    controller = Optional.of(run);
    world.onPowerLoss(run::losePower);
    var promises = new Promises(world, plan, run.diary(), List.of(run, rival));
    world.hosts.values().forEach(host -> host.watchedBy(promises));
    operations.watchedBy(promises);
    if (world.options.faults()) {
      var mishaps = new Mishaps(world, rival);
      mishaps.arrange(verb, changed());
      if (verb == Plan.Verb.UPGRADE && world.options.rehearsal().isEmpty()) {
        mishaps.unfitState(number, changed());
      }
      if (mayLeaveBehind()) {
        mishaps.spareWorkers(number);
      }
    }
    world.agenda.in(0, run::takeLock);
    while (!run.isOver()
        && !world.isBroken()
        && world.now() <= longestMs()
        && world.agenda.step()) {
      promises.check();
    }
    if (!run.isOver() && !world.isBroken()) {
      world.violateEnds("the run does not end");
    }
    runMs = world.now();
    settle(promises);
    if (world.isBroken()) {
      return;
    }
    world.recovery().ifPresent(it -> recovered(it, run, disk));
    run.outcome()
        .filter(_ -> world.recovery().isEmpty())
        .filter(outcome -> isForGood(outcome) || world.unfit().isGivenUp())
        .ifPresent(
            outcome -> new Ending(world, verb, gates.gateway(), pending()).check(outcome, disk));
  }

  private void recovered(SimRecovery recovery, SimController run, SimDisk disk) {
    recovery.ending(run.plan(), run.lastBegun());
    var code = run.outcome().map(Outcome::exitCode).orElse(-1);
    if (!run.hadNothingToDo() && code != 0) {
      world.violateEnds("the recovery ended with " + code);
    }
    new JournalEnding(world, disk).check(run.journals(), !run.hadNothingToDo());
  }

  private static boolean isForGood(Outcome outcome) {
    return !outcome.resumable() || outcome.doneButForSome();
  }

  /// A run of reboots has to see every host, and one that changes who is a member has to know whom
  /// it waits for.
  private boolean mayLeaveBehind() {
    return switch (verb) {
      case REBOOT, REMOVE, RECOVER -> false;
      default -> true;
    };
  }

  private long longestMs() {
    return Math.max(MAX_VIRTUAL_MS, MAX_HOST_MS * world.hosts.size());
  }

  private Plan plan(Pending pending) {
    if (verb == Plan.Verb.ROLLBACK && world.options.has(Plant.ROLLBACK_OF_SERVERS)) {
      return new PlantedWayBack(world.site).plan(gates.gateway().readings(), pending);
    }
    return world.plan(verb, gates.gateway().readings(), pending);
  }

  private Pending pending() {
    return switch (verb) {
      case UPGRADE -> operations::places;
      case REBOOT -> this::balances;
      case ROLLBACK -> this::services;
      default -> operations::pending;
    };
  }

  /// All serve, and all are open for work.
  private List<Boolean> balances(List<Step.Operate> operations) {
    return operations.stream().map(it -> it.operation().equals("lb.drain")).toList();
  }

  /// They are deployed as the earlier bundle has them.
  private List<Boolean> services(List<Step.Operate> asked) {
    return asked.stream()
        .map(it -> it.operation().endsWith(".deploy-service") && pends(it))
        .toList();
  }

  private boolean pends(Step.Operate asked) {
    return operations.pending(List.of(asked)).getFirst();
  }

  private List<String> changed() {
    return world.site.wanted().stream()
        .flatMap(host -> host.copies().values().stream())
        .filter(copy -> world.isNew(copy.component(), copy.copyId()) && !stands(copy))
        .map(DesiredCopy::component)
        .distinct()
        .sorted()
        .toList();
  }

  /// Whether some host has it already.
  private boolean stands(DesiredCopy copy) {
    return world.site.before().stream()
        .flatMap(host -> host.copy(copy.component()).stream())
        .anyMatch(there -> there.copyId().equals(copy.copyId()));
  }

  /// Lets what is still in the network arrive, and what is restarting come up.
  private void settle(Promises promises) {
    var until = world.now() + 180_000;
    world.allowFaults(0);
    while (!world.isBroken() && world.now() < until && world.agenda.step()) {
      promises.check();
    }
  }

  private void prepare() {
    if (verb == Plan.Verb.INSTALL) {
      return;
    }
    for (var desired : world.site.before()) {
      var host = world.host(desired.host());
      for (var copy : desired.copies().values()) {
        host.store().standing(copy);
        host.units().standing(copy);
        if (verb == Plan.Verb.FINALIZE) {
          host.store().beside(copy.component(), SimSite.earlier(copy));
        }
      }
    }
    for (var raft : world.rafts.values()) {
      world.servers.forEach(raft::join);
      world.servers.forEach(server -> world.wroteData(server, raft.component()));
    }
    world.traffic.deploy();
    world.settle();
    world.departure().befall();
    world.recovery().ifPresent(SimRecovery::befall);
  }
}
