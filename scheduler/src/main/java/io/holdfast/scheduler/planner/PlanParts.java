package io.holdfast.scheduler.planner;

import io.holdfast.templates.site.Site;
import java.util.List;

/// What the stages of every product are made with.
record PlanParts(
    Site site,
    Topology topology,
    GateSpecs gates,
    ComponentStages components,
    OperationStages operations,
    HostWorks works) {

  static PlanParts of(PlanInput input, List<Change> changes) {
    var site = input.site();
    var topology = Topology.of(site, input.manifest());
    var steps = new HostSteps(site.places().program());
    var batch = topology.batch(site.upgrade().workersAtOnce(site.workers().size()));
    var gates = new GateSpecs(site, batch);
    return new PlanParts(
        site,
        topology,
        gates,
        new ComponentStages(changes, steps, batch),
        new OperationStages(input.pending(), input.absent()),
        new HostWorks(steps, gates, new TrafficWork(topology, gates)));
  }
}
