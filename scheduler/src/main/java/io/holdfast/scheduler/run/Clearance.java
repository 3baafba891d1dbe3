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
    var isBegun = work.steps().stream().anyMatch(step -> turn.facts().isDone(step.path()));
    var gates = isBegun ? work.before().stream().map(Clearance::once).toList() : work.before();
    if (isBegun) {
      var ready = judged("again", "again", work, gates, begunNot(work));
      if (ready != Progressed.DONE) {
        return ready;
      }
    }
    if (hasStoodStill(work, isBegun ? "again" : "before", gates)) {
      return Progressed.BUSY;
    }
    var follows = order.leadsNot(work, "still", group.quorum().get());
    if (follows != Progressed.DONE || !hasWaited(work, "still")) {
      return follows;
    }
    forget(work, "before", "again", "still");
    return before(work);
  }

  /// Whether the program stood still since these gates were met: then they, and who leads, are
  /// looked at once more.
  private boolean hasStoodStill(HostWork work, String name, List<GateSpec> gates) {
    var key = order.key(name, work);
    if (!turn.isWatchedAnew(key, turn.watch(key, gates))) {
      return false;
    }
    forget(work, "still");
    return true;
  }

  /// Whether a look for the leader came to its end only after nobody had led: the gates before it
  /// say nothing any more.
  private boolean hasWaited(HostWork work, String look) {
    return group.quorum().filter(_ -> turn.hasWaited(order.key(look, work))).isPresent();
  }

  /// Everything that was seen under these names is to be looked at once more.
  private void forget(HostWork work, String... names) {
    for (var name : names) {
      turn.forget(order.key(name, work));
    }
  }

  /// Before a host in the middle of its change is disturbed: what held when it was begun may hold
  /// no longer. Only a step that was announced a moment ago goes out at once.
  Progressed goesOn(HostWork work, Step step) {
    if (turn.isFresh(step)) {
      return Progressed.DONE;
    }
    return judged(
        againName(step),
        "again",
        work,
        work.again(),
        failure -> RunProblems.againGate(work.host(), step, failure));
  }

  /// The same before a step that takes a change back, once `look` has found who leads.
  Progressed goesBack(HostWork work, Step step, String look) {
    if (!hasWaited(work, look)) {
      return Progressed.DONE;
    }
    forget(work, againName(step), look);
    return goesOn(work, step);
  }

  private String againName(Step step) {
    return "again " + step.path() + " " + turn.tries(step);
  }

  private static Function<Watch.Failure, Problem> begunNot(HostWork work) {
    return failure -> RunProblems.beforeGate(work.host(), failure);
  }

  /// A look that is still under way is waited for: the one that sees to it that a host is drained
  /// closes it to traffic, and must not do so behind the step that opens it.
  private Progressed judged(
      String name,
      String phase,
      HostWork work,
      List<GateSpec> gates,
      Function<Watch.Failure, Problem> problem) {
    var key = order.key(name, work);
    var watch = turn.watch(key, gates);
    if (watch.failure().isPresent()) {
      var failure = watch.failure().get();
      turn.trouble(failure.gate().path(), problem.apply(failure));
      return Progressed.HALTED;
    }
    return watch.met() && !turn.isJudging(key, watch)
        ? recorded(name, phase, work, watch)
        : Progressed.BUSY;
  }

  /// Writes once that the gates of a watch were met.
  Progressed recorded(String name, String phase, HostWork work, Watch watch) {
    var key = order.key(name, work);
    if (!watch.recorded() && !watch.gates().isEmpty()) {
      turn.recorded(key);
      turn.write("met " + key, new Fact.GatesMet(group.path(), work.host(), phase, watch.whys()));
      turn.keepGates(group.path() + "/" + work.host() + "/" + name, watch);
    }
    return turn.isBusy("met " + key) ? Progressed.BUSY : Progressed.DONE;
  }

  private static GateSpec once(GateSpec gate) {
    return new GateSpec(
        gate.path(), gate.gate(), gate.parameters(), 0, gate.timeoutMs(), gate.pollMs());
  }
}
