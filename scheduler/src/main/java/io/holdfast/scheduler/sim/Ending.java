package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Fact;
import io.holdfast.scheduler.run.Outcome;
import io.holdfast.templates.problem.HoldfastException;
import java.util.SortedMap;
import java.util.TreeMap;

/// What must be true when a run has ended for good: every host stands exactly where the outcome
/// says, which is where an undisturbed run would have left it.
final class Ending {
  private final SimWorld world;
  private final SortedMap<String, SortedMap<String, String>> before;
  private final Plan.Verb verb;

  Ending(SimWorld world, SortedMap<String, SortedMap<String, String>> before, Plan.Verb verb) {
    this.world = world;
    this.before = before;
    this.verb = verb;
  }

  void check(Outcome outcome, SimDisk disk) {
    var isBad = world.count(Fault.BAD_COPY) > 0;
    switch (outcome.exitCode()) {
      case 0 -> {
        if (isBad) {
          world.violate("a bad copy went through");
        }
        complete();
      }
      case 7 -> {
        if (!isBad && !isExcused()) {
          world.violate("a good host was put back: " + outcome.problems());
        }
        outcome.groups().forEach(this::stands);
      }
      default -> world.violate("the run ended with " + outcome.exitCode());
    }
    journal(disk);
  }

  /// A host that restarts by itself in its soak is put back, and rightly so.
  private boolean isExcused() {
    return world.count(Fault.REBOOT, Fault.OUTAGE, Fault.CRASH, Fault.LEADER_CHANGE, Fault.DELAYED)
        > 0;
  }

  private void complete() {
    var stands = new TreeMap<String, SortedMap<String, String>>();
    for (var host : world.hosts.values()) {
      stands.put(host.name(), host.current());
      host.current()
          .keySet()
          .forEach(component -> is(host, component, SimPlans.copy(component, "2")));
    }
    if (!new SimPlans(world.servers, world.workers, stands, "2").plan(verb).isEmpty()) {
      world.violate("a second run would change something");
    }
  }

  private void stands(Outcome.GroupOutcome group) {
    for (var host : group.hosts()) {
      var at = world.host(host.host());
      var old =
          before.getOrDefault(host.host(), new TreeMap<>()).getOrDefault(group.component(), "");
      switch (host.outcome()) {
        case FINAL -> is(at, group.component(), SimPlans.copy(group.component(), "2"));
        case PUT_BACK, UNTOUCHED -> is(at, group.component(), old);
        case STOPPED -> world.violate(host.host() + " was left in the middle");
      }
    }
  }

  private void is(SimHost host, String component, String copy) {
    var linked = host.current().getOrDefault(component, "nothing");
    var runs = host.process(component).map(SimHost.Running::copy).orElse("nothing");
    var settings = host.files().getOrDefault(SimPlans.config(component), "none");
    if (!linked.equals(copy)) {
      world.violate(
          "%s: %s is linked to %s, not %s".formatted(host.name(), component, linked, copy));
    }
    if (!runs.equals(copy) && host.isUp() && host.process(component).isPresent()) {
      world.violate("%s: %s runs %s, not %s".formatted(host.name(), component, runs, copy));
    }
    if (!settings.equals("settings of " + copy)) {
      world.violate(
          "%s: %s has %s, not those of %s".formatted(host.name(), component, settings, copy));
    }
  }

  private void journal(SimDisk disk) {
    try {
      Journal.open(disk, "run.journal").records().forEach(Fact::of);
    } catch (HoldfastException refused) {
      world.violate("the journal is damaged: " + refused.first().headline());
    }
  }
}
