package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is done before the first server runs a new version: what an older one need not be able to
/// read may be written from then on, so the state of each product whose servers get another version
/// is saved, and what lasts in it is counted. Nothing is done where only configuration changes, or
/// where there is no state yet.
record SnapshotStages(PlanParts parts) {
  private static final String PATH = "/snapshot";
  private static final String SAVE = "save-snapshot";
  private static final String COUNT = "count-durable";
  private static final long SAVE_MS = 10_000;
  private static final long COUNT_MS = 2_000;

  List<Stage> stages() {
    var steps = new ArrayList<Step>();
    for (var product : List.of(Layout.CONSUL, Layout.NOMAD)) {
      if (isRenewed(product)) {
        steps.add(
            step(
                product,
                SAVE,
                "save the state of " + name(product) + ", sealed, on this machine",
                SAVE_MS));
        steps.add(step(product, COUNT, "count what lasts in " + name(product), COUNT_MS));
      }
    }
    return steps.isEmpty()
        ? List.of()
        : List.of(new Stage.Sequence(PATH, title(), steps, List.of()));
  }

  /// The gate behind each server that gets another version: what was counted is still there.
  List<GateSpec> counted(Change change) {
    var product = change.desired().component();
    return isRenewed(product)
        ? List.of(parts.gates().durableCounts(product, change.host(), path(product, COUNT)))
        : List.of();
  }

  private boolean isRenewed(String component) {
    return parts.components().changes().stream()
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

  private Step step(String component, String what, String title, long estimateMs) {
    var first = parts.topology().firstServer();
    var operation = component + "." + what;
    var operate = HostSteps.operate(PATH, first, operation, operation, title, false, Map.of());
    return new Step(operate.path(), first, title, operate.work(), operate.disruptive(), estimateMs);
  }

  /// Where the journal has it.
  private String path(String component, String what) {
    return PATH + "/" + parts.topology().firstServer() + "/" + component + "." + what;
  }
}
