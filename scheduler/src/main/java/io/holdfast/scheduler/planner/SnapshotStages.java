package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Rehearsing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is done before the first server runs a new version: what an older one need not be able to
/// read may be written from then on, so the state of each product whose servers get another version
/// is saved, the target version is tried on a copy of it, and what lasts is counted. Nothing is
/// done where only configuration changes, or where there is no state yet.
record SnapshotStages(PlanParts parts) {
  private static final String PATH = "/snapshot";
  private static final String SAVE = "save-snapshot";
  private static final String REHEARSE = "rehearse-snapshot";
  private static final String COUNT = "count-durable";
  private static final long SAVE_MS = 10_000;
  private static final long REHEARSE_MS = 60_000;
  private static final long REHEARSE_MOST_MS = 1_200_000;
  private static final long COUNT_MS = 2_000;

  List<Stage> stages() {
    var steps = new ArrayList<Step>();
    for (var product : List.of(Layout.CONSUL, Layout.NOMAD)) {
      if (isRenewed(product)) {
        steps.add(save(product));
        if (isRehearsed()) {
          steps.add(rehearse(product));
        }
        steps.add(step(product, COUNT, "count what lasts in " + name(product), COUNT_MS, Map.of()));
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
    return renewed(component).findAny().isPresent();
  }

  private Stream<Change> renewed(String component) {
    return parts.components().changes().stream()
        .filter(change -> change.desired().component().equals(component))
        .filter(change -> parts.topology().isServer(change.host()) && !change.isFirst())
        .filter(change -> !change.fromVersion().equals(change.desired().version()));
  }

  private boolean isRehearsed() {
    return parts.site().upgrade().rehearsal() == Rehearsing.ON;
  }

  private Step save(String product) {
    return step(
        product,
        SAVE,
        "save the state of " + name(product) + ", sealed, on this machine",
        SAVE_MS,
        isRehearsed() ? Map.of("counted", "before") : Map.of());
  }

  /// Each server has a copy of its own, with its own configuration in it.
  private Step rehearse(String product) {
    var copies =
        renewed(product)
            .map(change -> change.host() + "=" + change.desired().copyId())
            .sorted()
            .collect(Collectors.joining(","));
    var version = renewed(product).findFirst().orElseThrow().desired().version();
    return step(
        product,
        REHEARSE,
        "rehearse %s on a copy of the state of %s, apart from the cluster"
            .formatted(version, name(product)),
        REHEARSE_MS,
        Map.of(
            "copies",
            copies,
            "counting",
            path(product, SAVE),
            "deadlineMs",
            Long.toString(REHEARSE_MOST_MS)));
  }

  private static String name(String component) {
    return component.equals(Layout.CONSUL) ? "discovery" : "the scheduler";
  }

  private String title() {
    var all = "Save what the servers hold before the first of them changes";
    return parts.site().engine() == Engine.SWARM && isRenewed(Layout.DOCKER)
        ? all + "; a swarm's own state cannot be saved while it runs, nor rehearsed"
        : all;
  }

  private Step step(
      String component,
      String what,
      String title,
      long estimateMs,
      Map<String, String> parameters) {
    var first = parts.topology().firstServer();
    var operation = component + "." + what;
    var operate = HostSteps.operate(PATH, first, operation, operation, title, false, parameters);
    return new Step(operate.path(), first, title, operate.work(), operate.disruptive(), estimateMs);
  }

  /// Where the journal has it.
  private String path(String component, String what) {
    return PATH + "/" + parts.topology().firstServer() + "/" + component + "." + what;
  }
}
