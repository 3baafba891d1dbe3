package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.WorkerMode;
import java.util.List;
import java.util.Map;

/// What is done about the tasks of a worker whose host boots. Nothing stays in place there: tasks
/// that are not waited for and not moved end with their host, and start again with it.
///
/// A worker that somebody closed stays closed: Nomad's is opened as it stood before, and one of a
/// swarm is left as it is.
record BootedTasks(Site site, Pending pending, GateSpecs gates) {

  List<Step> away(String stage, String host) {
    var how = site.upgrade().workers();
    if (how == WorkerMode.IN_PLACE || !isOurs(stage, host)) {
      return List.of();
    }
    return List.of(
        switch (site.engine()) {
          case NOMAD ->
              TaskWork.close(
                  site,
                  stage,
                  host,
                  how,
                  how == WorkerMode.WAIT ? gates.waitMs() : gates.drainMs());
          case SWARM -> swarm(stage, host, how);
        });
  }

  List<Step> back(String stage, String host) {
    if (site.upgrade().workers() == WorkerMode.IN_PLACE || !isOurs(stage, host)) {
      return List.of();
    }
    return List.of(
        switch (site.engine()) {
          case NOMAD -> TaskWork.open(stage, host);
          case SWARM -> open(stage, host);
        });
  }

  /// A swarm has nowhere to note how a worker stood: one that is not open is nobody's to open here.
  private boolean isOurs(String stage, String host) {
    return site.engine() == Engine.NOMAD
        || !pending.of(List.of((Step.Operate) open(stage, host).work())).getFirst();
  }

  private static Step open(String stage, String host) {
    return HostSteps.operate(
        stage,
        host,
        "open",
        "swarm.availability",
        "open it for work",
        false,
        Map.of("host", host, "availability", "active"));
  }

  /// A swarm cannot wait for what ends by itself: only new work is kept away.
  private Step swarm(String stage, String host, WorkerMode how) {
    var away = new WorkAway(site, host);
    return how == WorkerMode.WAIT
        ? HostSteps.operate(
            stage,
            host,
            "close",
            "swarm.availability",
            "take no new work",
            true,
            Map.of("host", host, "availability", "pause"))
        : HostSteps.operate(
            stage,
            host,
            "close",
            "swarm.drain-worker",
            away.title(),
            true,
            away.parameters(how, gates.drainMs()));
  }
}
