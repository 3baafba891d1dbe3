package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.journal.Journal;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.run.Fact;
import java.util.function.Supplier;

/// A dry run before the real one, now and then: the plan is made and shown, and that is all.
final class DryRun {
  private final SimWorld world;
  private final SimGateway gateway;

  DryRun(SimWorld world, SimGateway gateway) {
    this.world = world;
    this.gateway = gateway;
  }

  void check(Supplier<Plan> planning, SimDisk disk) {
    if (!world.seed.chance(1_250)) {
      return;
    }
    var before = gateway.readings();
    var writes = writes();
    var plan = planning.get();
    if (world.options.has(Plant.DRY_RUN_WRITES)) {
      pretend(plan, disk);
    }
    if (!plan.equals(planning.get())) {
      world.violate(Promise.SAME_PLAN, "the same hosts give another plan");
    }
    if (!disk.isEmpty() || writes() != writes || !gateway.readings().equals(before)) {
      world.violate(Promise.DRY_RUN_WRITES_NOTHING, "a dry run left something behind");
    }
  }

  private long writes() {
    return world.hosts.values().stream().mapToLong(host -> host.store().writes()).sum();
  }

  /// As another product did it: every step "would be done", and the next run finds it done.
  private void pretend(Plan plan, SimDisk disk) {
    var journal = Journal.open(disk, SimController.JOURNAL).journal();
    plan.steps()
        .forEach(
            step ->
                journal.append(
                    new Fact.StepDone(step.path(), step.host(), true, "would do", 0).entry(), 0));
  }
}
