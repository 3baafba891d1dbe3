package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is done before the first server runs a new version: what an older one need not be able to
/// read may be written from then on, so the state of each product whose servers get another version
/// is saved. Nothing is saved where only configuration changes, or where there is no state yet.
record SnapshotStages(PlanParts parts, List<Change> changes) {
  private static final String PATH = "/snapshot";
  private static final long ESTIMATE_MS = 10_000;

  List<Stage> stages() {
    var steps = new ArrayList<Step>();
    for (var product : List.of(Layout.CONSUL, Layout.NOMAD)) {
      if (isRenewed(product)) {
        steps.add(step(product));
      }
    }
    return steps.isEmpty()
        ? List.of()
        : List.of(new Stage.Sequence(PATH, title(), steps, List.of()));
  }

  private boolean isRenewed(String component) {
    return changes.stream()
        .filter(change -> change.desired().component().equals(component))
        .filter(change -> parts.topology().isServer(change.host()) && !change.isFirst())
        .anyMatch(change -> !change.fromVersion().equals(change.desired().version()));
  }

  private static String name(String component) {
    return component.equals(Layout.CONSUL) ? "discovery" : "the scheduler";
  }

  private String title() {
    var all = "Save what the servers hold before the first of them changes";
    return parts.site().engine() == Engine.SWARM && isRenewed(Layout.DOCKER)
        ? all + "; a swarm's own state cannot be saved while it runs"
        : all;
  }

  private Step step(String component) {
    var operate =
        HostSteps.operate(
            PATH,
            parts.topology().firstServer(),
            component,
            component + ".save-snapshot",
            "save the state of " + name(component) + ", sealed, on this machine",
            false,
            Map.of());
    return new Step(
        operate.path(),
        operate.host(),
        operate.title(),
        operate.work(),
        operate.disruptive(),
        ESTIMATE_MS);
  }
}
