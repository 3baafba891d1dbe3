package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.planner.ComponentStages.Members;
import java.util.List;

/// The load balancers; never both of a pair.
record BalancerStages(PlanParts parts) {
  private static final String COMPONENT = "haproxy";

  List<Stage> start() {
    return parts
        .components()
        .start(
            new Members(
                "/first-start/load-balancers",
                "Start the load balancers",
                COMPONENT,
                parts.topology()::isBalancer),
            change -> List.of(parts.gates().started(change)));
  }

  List<Stage> change() {
    return parts
        .components()
        .changeOneByOne(
            new Members(
                "/load-balancers",
                "Change the load balancers, never both of a pair",
                COMPONENT,
                parts.topology()::isBalancer),
            this::work);
  }

  private Stage.HostWork work(String stage, Change change) {
    var gates = parts.gates();
    var serves = gates.balancerServes(change.host());
    var others =
        parts.topology().otherBalancers(change.host()).stream().map(gates::balancerServes).toList();
    return parts
        .works()
        .plain(stage, change, others, List.of(serves, gates.everyBackendUp()), List.of(serves));
  }
}
