package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Stage;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Engine;
import java.util.ArrayList;
import java.util.List;

/// What stands on a host already, does not run, and is waited for by stages before its own: a load
/// balancer by the gates of every host that serves, the engine of a swarm by its hosts' joining. It
/// is started before anything else is done, so that no gate waits for what only a later stage would
/// repair.
///
/// Where only its running is amiss, or its files too, that is all there is to do about it. A new
/// version waits for its group, its gates and its way back: until then the old one is started.
record Stopped(List<Change> stopped, List<Change> all) {
  private static final String PATH = "/start-stopped/";

  static Stopped of(Engine engine, List<Change> changes) {
    var awaited =
        switch (engine) {
          case SWARM -> List.of(Layout.DOCKER, Layout.HAPROXY);
          case NOMAD -> List.of(Layout.HAPROXY);
        };
    var stopped =
        changes.stream()
            .filter(change -> change.stopped() && !change.isFirst())
            .filter(change -> awaited.contains(change.desired().component()))
            .toList();
    return new Stopped(stopped, changes);
  }

  /// The changes that are still needed once everything is started.
  List<Change> leftToChange() {
    return all.stream()
        .filter(change -> !stopped.contains(change) || change.copyDiffers())
        .toList();
  }

  List<Stage> stages(PlanParts parts) {
    var stages = new ArrayList<Stage>();
    for (var component : List.of(Layout.DOCKER, Layout.HAPROXY)) {
      var own =
          stopped.stream()
              .filter(change -> change.desired().component().equals(component))
              .toList();
      if (!own.isEmpty()) {
        stages.add(stage(PATH + component, component, own, parts));
      }
    }
    return stages;
  }

  private static Stage stage(String path, String component, List<Change> own, PlanParts parts) {
    var steps = parts.works().steps();
    return new Stage.Everywhere(
        path,
        "Start " + component + " where it is stopped",
        own.stream()
            .map(
                change ->
                    change.copyDiffers()
                        ? steps.startAsItStands(path, change)
                        : steps.start(path, change))
            .toList(),
        own.stream().map(parts.gates()::started).toList());
  }
}
