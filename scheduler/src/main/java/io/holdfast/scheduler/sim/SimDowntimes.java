package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Where a run may take away the last one that serves: only on the only worker of a site, and only
/// in a part whose downtime the plan announces. `said` is what it announces for each part.
record SimDowntimes(Site site, Map<String, String> said) {

  static SimDowntimes of(Site site, Plan plan) {
    if (site.workers().size() > 1) {
      return new SimDowntimes(site, Map.of());
    }
    var workers = Set.copyOf(site.workers().stream().map(Host::name).toList());
    return new SimDowntimes(
        site,
        Outline.of(plan, workers).parts().stream()
            .collect(
                Collectors.toMap(Outline.Part::path, part -> String.join("\n", part.downtimes()))));
  }

  boolean isAnnounced(Stage.Group group, String host) {
    return site.isOnlyWorker(host)
        && said.getOrDefault(group.path(), "")
            .contains("no request is answered until " + host + " is back");
  }
}
