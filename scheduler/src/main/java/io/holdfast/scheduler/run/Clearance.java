package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.Problem;
import java.util.List;
import java.util.function.Function;

/// What must hold before one host of a group is begun, right before it is disturbed, and before it
/// is disturbed once more.
final class Clearance {
  private final Turn turn;
  private final Group group;
  private final GroupWalk order;

  Clearance(Turn turn, Group group, GroupWalk order) {
    this.turn = turn;
    this.group = group;
    this.order = order;
  }

  Progressed before(HostWork work) {
    return judged("before", "before", work, work.before(), begunNot(work));
  }

  /// Right before anything is done to the host, and right before it is disturbed for the first
  /// time: its gates once more when time has passed, and who leads now.
  Progressed lastLook(HostWork work) {
    if (group.quorum().isEmpty()) {
      return Progressed.DONE;
    }
    if (work.steps().stream().anyMatch(step -> turn.facts().isDone(step.path()))) {
      var gates = work.before().stream().map(Clearance::once).toList();
      var ready = judged("again", "again", work, gates, begunNot(work));
      if (ready != Progressed.DONE) {
        return ready;
      }
    }
    return order.leadsNot(work, "still", group.quorum().get());
  }

  /// Before a host in the middle of its change is disturbed: what held when it was begun may hold
  /// no longer. Only a step that was announced a moment ago goes out at once.
  Progressed goesOn(HostWork work, Step step) {
    if (turn.isFresh(step)) {
      return Progressed.DONE;
    }
    var name = "again " + step.path() + " " + turn.tries(step);
    return judged(
        name,
        "again",
        work,
        work.again(),
        failure -> RunProblems.againGate(work.host(), step, failure));
  }

  private static Function<Watch.Failure, Problem> begunNot(HostWork work) {
    return failure -> RunProblems.beforeGate(work.host(), failure);
  }

  private Progressed judged(
      String name,
      String phase,
      HostWork work,
      List<GateSpec> gates,
      Function<Watch.Failure, Problem> problem) {
    var watch = turn.watch(order.key(name, work), gates);
    if (watch.failure().isPresent()) {
      var failure = watch.failure().get();
      turn.trouble(failure.gate().path(), problem.apply(failure));
      return Progressed.HALTED;
    }
    return watch.met() ? recorded(name, phase, work, watch) : Progressed.BUSY;
  }

  /// Writes once that the gates of a watch were met.
  Progressed recorded(String name, String phase, HostWork work, Watch watch) {
    var key = order.key(name, work);
    if (!watch.recorded() && !watch.gates().isEmpty()) {
      turn.recorded(key);
      turn.write("met " + key, new Fact.GatesMet(group.path(), work.host(), phase, watch.whys()));
    }
    return turn.isBusy("met " + key) ? Progressed.BUSY : Progressed.DONE;
  }

  private static GateSpec once(GateSpec gate) {
    return new GateSpec(
        gate.path(), gate.gate(), gate.parameters(), 0, gate.timeoutMs(), gate.pollMs());
  }
}
