package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.WorkerMode;
import java.util.List;
import java.util.Map;

/// What is done about the tasks of a worker of Nomad while the host is changed.
record TaskWork(Site site, HostWorks works, GateSpecs gates) {

  /// The change of a worker with its tasks treated in the given way. Where they stay, the host
  /// stays in traffic too. An undo does not ask for the same tasks: when the new process was away
  /// for longer than its heartbeat may take, they have been replaced, and nothing brings them back.
  Stage.HostWork around(String stage, WorkerMode how, Stage.HostWork work) {
    var host = work.host();
    var kept = works.meeting(work, List.of(gates.nomadSameWork(host)), List.of());
    return switch (how) {
      case IN_PLACE -> works.between(kept, List.of(note(stage, host)), List.of());
      case WAIT ->
          works.between(
              kept,
              List.of(close(site, stage, host, how, gates.waitMs()), note(stage, host)),
              List.of(open(stage, host)));
      case MIGRATE ->
          works.outOfTraffic(
              stage,
              works.between(
                  work,
                  List.of(close(site, stage, host, how, gates.drainMs())),
                  List.of(open(stage, host))));
    };
  }

  private static Step note(String stage, String host) {
    return HostSteps.operate(
        stage,
        host,
        "note",
        "nomad.note-work",
        "note the work that runs here",
        false,
        Map.of("host", host));
  }

  /// Disturbs: whoever stops after it leaves a worker that takes no new work.
  static Step close(Site site, String stage, String host, WorkerMode how, long deadlineMs) {
    var away = new WorkAway(site, host);
    return HostSteps.operate(
        stage,
        host,
        "close",
        "nomad.close-worker",
        how == WorkerMode.WAIT
            ? "take no new work, and wait for work that ends by itself"
            : away.title(),
        true,
        away.parameters(how, deadlineMs));
  }

  static Step open(String stage, String host) {
    return HostSteps.operate(
        stage,
        host,
        "open",
        "nomad.open-worker",
        "open it for work as it was before",
        false,
        Map.of("host", host));
  }
}
