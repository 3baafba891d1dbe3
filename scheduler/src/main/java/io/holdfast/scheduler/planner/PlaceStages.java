package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Host;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Before any server is stopped the quorums that stand know how many servers are planned, so that
/// clean-up takes none out which is down meanwhile. New ones are founded with that.
record PlaceStages(PlanInput input, PlanParts parts) {
  private static final String PATH = "/places";

  List<Stage> stages() {
    var steps =
        Stream.of(Layout.CONSUL, Layout.NOMAD).filter(this::stands).map(this::keeps).toList();
    return parts
        .operations()
        .of(PATH, "Keep the places of servers that are down", steps, List.of());
  }

  private boolean stands(String product) {
    return (product.equals(Layout.CONSUL) || input.site().engine() == Engine.NOMAD)
        && input.site().servers().stream()
            .map(Host::name)
            .flatMap(host -> Optional.ofNullable(input.readings().get(host)).stream())
            .anyMatch(reading -> reading.current().containsKey(product));
  }

  private Step keeps(String product) {
    var site = input.site();
    return HostSteps.operate(
        PATH,
        parts.topology().firstServer(),
        product,
        product + ".keep-places",
        "let " + product + " know that " + site.servers().size() + " servers are planned",
        false,
        Map.of(
            "servers",
            Integer.toString(site.servers().size()),
            "stableSeconds",
            Integer.toString(site.upgrade().stabilisationSeconds())));
  }
}
