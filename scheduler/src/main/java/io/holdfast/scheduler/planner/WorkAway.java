package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.WorkerMode;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// How the work of a worker leaves it: to the other workers, or to its end where the site has no
/// other one. That is said to people and to the engine, which would otherwise look for another
/// place.
record WorkAway(Site site, String host) {

  /// Of the step that moves it.
  String title() {
    return isAlone()
        ? "end its work, which no other worker can take"
        : "move its work to other workers";
  }

  /// Of the operation that closes the worker and moves or awaits its work.
  SortedMap<String, String> parameters(WorkerMode how, long deadlineMs) {
    var parameters =
        new TreeMap<>(
            Map.of("host", host, "mode", how.word(), "deadlineMs", Long.toString(deadlineMs)));
    if (how == WorkerMode.MIGRATE && isAlone()) {
      parameters.put(Parameters.ALONE, "yes");
    }
    return parameters;
  }

  private boolean isAlone() {
    return site.isOnlyWorker(host);
  }
}
