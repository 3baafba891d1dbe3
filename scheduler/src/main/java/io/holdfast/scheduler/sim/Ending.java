package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.Pending;
import io.holdfast.scheduler.platform.DesiredCopy;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import java.util.List;
import java.util.Optional;

/// What must be true when a run has ended for good: every host stands exactly where the outcome
/// says, which is where an undisturbed run would have left it.
final class Ending {
  private final SimWorld world;
  private final Plan.Verb verb;
  private final SimGateway gateway;
  private final Pending pending;

  Ending(SimWorld world, Plan.Verb verb, SimGateway gateway, Pending pending) {
    this.world = world;
    this.verb = verb;
    this.gateway = gateway;
    this.pending = pending;
  }

  void check(Outcome outcome, SimDisk disk) {
    if (outcome.resumable() && world.unfit().isGivenUp()) {
      refused(outcome);
    } else {
      reached(outcome);
    }
    world.hosts.values().forEach(this::wayBack);
    if (!world.traffic.isOpen(worker -> isAway(worker, outcome))
        && (outcome.exitCode() == 0 || !world.hasLostMemory())) {
      world.violate(Promise.WORK_STAYS, "a worker was left drained or closed");
    }
    new JournalEnding(world, disk).check(List.of(SimController.JOURNAL), true);
  }

  private void reached(Outcome outcome) {
    var isBad = world.count(Fault.BAD_COPY) > 0 || world.unfit().isThere();
    switch (outcome.exitCode()) {
      case 0 -> {
        if (isBad) {
          world.violate(Promise.CANARY_FIRST, "a bad copy went through");
        }
        complete();
      }
      case 6 -> {
        var left = outcome.leftBehind().orElse(List.of());
        if (!world.isGoneForGood(left) || left.size() > world.sparing()) {
          world.violate(Promise.ENDS, "left behind without need: " + left);
        }
        complete();
      }
      case 7 -> {
        if (!mayFail() && !isExcused()) {
          world.violate(Promise.SAME_END, "a good host was put back: " + outcome.problems());
        }
        if (!world.hasLostMemory()) {
          outcome.groups().forEach(this::stands);
        }
      }
      default ->
          world.violate(
              Promise.ENDS, "the run ended with " + outcome.exitCode() + " " + outcome.problems());
    }
  }

  /// A copy is bad, or its state was never rehearsed: what a rehearsal finds wanting no server
  /// gets.
  private boolean mayFail() {
    return world.count(Fault.BAD_COPY) > 0 || world.unfit().mayMeetServers();
  }

  /// A rehearsal has failed, and nobody goes on: no server was touched, nor anything behind them.
  private void refused(Outcome outcome) {
    if (outcome.problems().stream().noneMatch(it -> it.id() == ProblemId.REHEARSAL_FAILED)) {
      world.violate(Promise.SAYS_WHAT_NEXT, "given up over " + outcome.problems());
    }
    if (!world.hasLostMemory()) {
      world.site.before().stream()
          .filter(host -> !world.host(host.host()).isGone())
          .forEach(
              host ->
                  host.copies().values().stream()
                      .filter(copy -> !copy.component().equals(Layout.AGENT))
                      .forEach(copy -> is(host.host(), copy)));
    }
  }

  /// Gone, taken out by the run, or emptied by it before a later host could not be: such a host
  /// stays as it is until somebody goes on or gives up.
  private boolean isAway(String host, Outcome outcome) {
    return world.host(host).isGone()
        || (world.departure().includes(host)
            && (outcome.exitCode() == 0 || outcome.emptied().contains(host)));
  }

  /// A host that is disturbed by others in its soak is put back, and rightly so.
  private boolean isExcused() {
    return world.count(
            Fault.REBOOT,
            Fault.WORKER_GONE,
            Fault.OUTAGE,
            Fault.CRASH,
            Fault.FLAPPING_UNIT,
            Fault.LEADER_CHANGE,
            Fault.LEADER_CHANGE_IN_STEP,
            Fault.DELAYED,
            Fault.FULL_DISK,
            Fault.SLOW_HOST,
            Fault.HOST_SWAPPED,
            Fault.LOST_FSYNC,
            Fault.PARTITION)
        > 0;
  }

  private void complete() {
    for (var host : world.site.wanted()) {
      if (world.host(host.host()).isGone()) {
        continue;
      }
      host.copies().values().forEach(copy -> is(host.host(), copy));
    }
    if (verb == Plan.Verb.REBOOT) {
      world.hosts.values().stream().filter(host -> !host.isGone()).forEach(this::bootedOnce);
      return;
    }
    if (verb == Plan.Verb.REMOVE) {
      world.departure().check();
    }
    var rest = world.plan(verb, gateway.readings(), pending);
    if (!rest.isEmpty()) {
      world.violate(
          Promise.SECOND_CHANGES_NOTHING,
          "a second run would do " + rest.steps().getFirst().path());
    }
    if (!isExcused() && world.site.isNomad() && world.site.mode().equals("in-place")) {
      world.traffic.tasks().forEach(this::keptTask);
    }
  }

  private void bootedOnce(SimHost host) {
    var wanted = world.servers.size() == 1 && world.servers.contains(host.name()) ? 0 : 1;
    if (host.toldBoots() != wanted) {
      world.violate(
          Promise.ONCE, host.name() + " was booted " + host.toldBoots() + " times by the run");
    }
  }

  /// In place, with nobody else disturbing, a worker keeps its tasks; a new container engine moves
  /// them, and the plan says so.
  private void keptTask(String worker, int task) {
    var moves =
        !SimSite.copyOn(world.site.before(), worker, "docker")
            .equals(SimSite.copyOn(world.site.wanted(), worker, "docker"));
    if (task > 1 && !moves && !world.departure().includes(worker)) {
      world.violate(Promise.WORK_STAYS, "the task of " + worker + " was replaced");
    }
  }

  private void stands(Outcome.GroupOutcome group) {
    for (var host : group.hosts()) {
      var before = SimSite.copyOn(world.site.before(), host.host(), group.component());
      var wanted = SimSite.copyOn(world.site.wanted(), host.host(), group.component());
      switch (host.outcome()) {
        case FINAL -> wanted.ifPresent(copy -> is(host.host(), copy));
        case PUT_BACK, UNTOUCHED -> before.ifPresent(copy -> is(host.host(), copy));
        case STOPPED -> world.violate(Promise.NAMED_STATE, host.host() + " was left in the middle");
      }
    }
  }

  private void is(String name, DesiredCopy copy) {
    var host = world.host(name);
    var component = copy.component();
    expect(name, component + " link", host.store().current().get(component), copy.copyId());
    for (var file : copy.placed()) {
      expect(
          name, file.path(), host.store().files().get(file.path()), SimSite.resolved(file.text()));
    }
    for (var pack : copy.packages()) {
      expect(name, pack.name(), host.store().packages().get(pack.name()), pack.version());
    }
    if (host.isUp() && host.runs(component).isPresent()) {
      expect(name, component + " process", host.runs(component).get(), copy.copyId());
    }
  }

  private void expect(
      String host, String what, @org.jspecify.annotations.Nullable String found, String wanted) {
    if (!wanted.equals(found)) {
      world.violate(
          Promise.NAMED_STATE, "%s: %s is %s, not %s".formatted(host, what, found, wanted));
    }
  }

  /// The copy that stood before is there until the way back is given up.
  private void wayBack(SimHost host) {
    for (var copy : copiesOn(world.site.before(), host.name())) {
      if (keepsOld() && !host.store().isWhole(copy.component(), copy.copyId())) {
        world.violate(
            Promise.WAY_BACK, host.name() + " has no " + copy.component() + " to go back to");
      }
    }
  }

  private boolean keepsOld() {
    return verb == Plan.Verb.UPGRADE || verb == Plan.Verb.ROLLBACK;
  }

  private static List<DesiredCopy> copiesOn(List<DesiredHost> hosts, String name) {
    Optional<DesiredHost> found = hosts.stream().filter(h -> h.host().equals(name)).findFirst();
    return found.stream().flatMap(h -> h.copies().values().stream()).toList();
  }
}
