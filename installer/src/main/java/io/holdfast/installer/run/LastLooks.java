package io.holdfast.installer.run;

import io.holdfast.scheduler.host.ReadRequest;
import io.holdfast.scheduler.plan.Drift;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.planner.Spared;
import io.holdfast.scheduler.run.Spare;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.site.Site;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;

/// The last looks at the hosts of a plan, under the lock and before anything is done: whether they
/// stand as the plan takes it, whether those in maintenance can be spared, and whether a recovery
/// was cut off on one. They give the workers that say nothing and may be left behind.
record LastLooks(PlanRun.Reach reach) {

  /// That nobody changed a host since the plan was made.
  SortedMap<String, String> beforeItBegins(Plan plan, Spare spare) {
    var silent = reach.basis().apply(plan).requireUnchanged(plan, spare);
    requireNoPeersFile(plan);
    requireSpared(plan, Spared::unknown);
    return silent;
  }

  /// That nobody but the run changed a host since it stopped.
  SortedMap<String, String> beforeItGoesOn(Plan plan, Spare spare) {
    var silent = requireNoDrift(plan, spare);
    requireNoPeersFile(plan);
    requireSpared(plan, (_, _) -> List.of());
    return silent;
  }

  /// A recovery alone may find what an earlier one has written.
  private void requireNoPeersFile(Plan plan) {
    if (plan.verb() != Plan.Verb.RECOVER) {
      PeersFiles.requireNone(reach.world());
    }
  }

  private SortedMap<String, String> requireNoDrift(Plan plan, Spare spare) {
    var world = reach.world();
    var copies =
        new ReadRequest(
            world.site().places().program(), List.of(), List.of(), List.of(), List.of());
    var hosts = new TreeSet<>(plan.changes().keySet());
    plan.absent().ifPresent(hosts::addAll);
    var heard = Readings.of(world.hosts(), hosts, spare, _ -> copies);
    var problems = Drift.problems(plan, heard.readings(), heard.silent().keySet());
    if (!problems.isEmpty()) {
      throw HoldfastException.of(problems);
    }
    return heard.silent();
  }

  /// Before a first install there is nobody who could have begun a maintenance, and while nobody
  /// leads there is nobody to ask, nor a server that could still be lost. `unknown` says what is
  /// wrong where nobody can tell; who goes on with a run may be the one who brings that back.
  private void requireSpared(Plan plan, BiFunction<Site, Plan, List<Problem>> unknown) {
    if (plan.verb() == Plan.Verb.RECOVER) {
      return;
    }
    var isInstall = plan.verb() == Plan.Verb.INSTALL;
    if (isInstall && plan.changes().values().stream().allMatch(it -> it.from().isEmpty())) {
      return;
    }
    var site = reach.world().site();
    var noted = isInstall ? notedAlready() : reach.inMaintenance().get();
    var problems =
        noted
            .map(hosts -> Spared.problems(site, plan, hosts))
            .orElseGet(() -> unknown.apply(site, plan));
    if (!problems.isEmpty()) {
      throw HoldfastException.of(problems);
    }
  }

  /// An install that is given again may find a Consul that was never set up to the end.
  private Optional<SortedSet<String>> notedAlready() {
    try {
      return reach.inMaintenance().get();
    } catch (HoldfastException untold) {
      return Optional.empty();
    }
  }
}
