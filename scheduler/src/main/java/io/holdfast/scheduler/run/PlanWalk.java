package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.Span;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/// Walks the plan from its start and begins whatever may be begun now.
final class PlanWalk {
  /// Hosts of a part that is everywhere at which something is done at the same time: each takes a
  /// connection, and its share of the administrator's network.
  private static final int AT_ONCE = 64;

  private final Turn turn;
  private final StepWalk steps;
  private final Absences absences;
  private final Overrides overrides;

  PlanWalk(Turn turn) {
    this.turn = turn;
    this.steps = new StepWalk(turn);
    this.absences = new Absences(turn);
    this.overrides = new Overrides(turn);
  }

  void decide() {
    if (turn.barred().isPresent()) {
      turn.finish(new Outcomes(turn).barred(turn.barred().get()));
    } else if (turn.isBegun() && !turn.isBusy("run")) {
      walk();
    }
  }

  private void walk() {
    if (turn.facts().ended().isPresent() || turn.plan().isEmpty()) {
      turn.finish(new Outcomes(turn).reached());
      return;
    }
    if (absences.known() == Progressed.BUSY || overrides.known() == Progressed.BUSY) {
      return;
    }
    for (var stage : turn.plan().stages()) {
      var progress = isDone(stage) || waits(stage) ? Progressed.DONE : stage(stage);
      if (progress == Progressed.BUSY) {
        return;
      }
      if (progress == Progressed.HALTED || isAsFarAsAsked(stage)) {
        if (bringsToItsEnd(stage)) {
          return;
        }
        break;
      }
    }
    end();
  }

  /// A worker that was left behind and is back is not begun while a host of a later group is in the
  /// middle of its change, or failed there: that one comes to its end first.
  private boolean waits(Stage stage) {
    return stage instanceof Stage.Group group
        && turn.facts().isStageDone(group.path())
        && group.hosts().stream()
            .filter(work -> absences.isBack(group, work.host()))
            .flatMap(work -> work.steps().stream())
            .noneMatch(step -> turn.facts().isStarted(step.path()))
        && behind(stage).stream().anyMatch(this::isOpen);
  }

  /// The run stops at this stage. Hosts of later ones that are in the middle of their change, since
  /// this one was gone back to, are brought to their end all the same; says whether they still are.
  private boolean bringsToItsEnd(Stage stage) {
    return behind(stage).stream()
        .filter(this::isOpen)
        .anyMatch(later -> group(later) == Progressed.BUSY);
  }

  private List<Stage.Group> behind(Stage stage) {
    var stages = turn.plan().stages();
    return stages.subList(stages.indexOf(stage) + 1, stages.size()).stream()
        .flatMap(later -> later instanceof Stage.Group group ? Stream.of(group) : Stream.empty())
        .toList();
  }

  private boolean isOpen(Stage.Group group) {
    return turn.facts().openIn(group.path()).stream().anyMatch(host -> !turn.isLeft(host));
  }

  private boolean isAsFarAsAsked(Stage stage) {
    var ends = turn.bounds().endsAt(stage) && !stage.equals(turn.plan().stages().getLast());
    if (ends) {
      turn.trouble("bounds", RunProblems.stoppedAfter(stage));
    }
    return ends;
  }

  private void end() {
    if (!turn.isActing()) {
      var outcome = new Outcomes(turn).reached();
      turn.write("run", new Fact.RunEnded(outcome.exitCode(), Outcomes.says(outcome)));
    }
  }

  private boolean isDone(Stage stage) {
    return turn.facts().isStageDone(stage.path()) && absences.isWhole(stage);
  }

  private Progressed stage(Stage stage) {
    return switch (stage) {
      case Stage.Everywhere everywhere -> everywhere(everywhere);
      case Stage.Sequence sequence -> sequence(sequence);
      case Stage.Group group -> group(group);
    };
  }

  private Progressed everywhere(Stage.Everywhere stage) {
    var hosts = turn.index().byHost(stage.path());
    var first = firstOpen(stage, hosts);
    var all = new ArrayList<Progressed>();
    for (var at = first; at < hosts.size() && all.size() < AT_ONCE; at++) {
      var progress = inOrder(hosts.get(at));
      if (progress != Progressed.DONE) {
        all.add(progress);
      }
    }
    return all.isEmpty() ? after(stage, stage.after()) : worst(all);
  }

  /// Hosts that are done stay so.
  private int firstOpen(Stage.Everywhere stage, List<List<Step>> hosts) {
    var at = turn.firstOpen(stage.path());
    while (at < hosts.size()
        && hosts.get(at).stream().allMatch(step -> turn.facts().isDone(step.path()))) {
      at++;
    }
    turn.openFrom(stage.path(), at);
    return at;
  }

  private Progressed sequence(Stage.Sequence stage) {
    var progress = inOrder(stage.steps());
    return progress == Progressed.DONE ? after(stage, stage.after()) : progress;
  }

  private Progressed group(Stage.Group group) {
    var progress = new GroupWalk(turn, group).advance();
    return progress == Progressed.DONE ? close(group) : progress;
  }

  private Progressed inOrder(List<Step> list) {
    for (var step : list) {
      if (turn.facts().isDone(step.path()) || turn.isLeft(step.host())) {
        continue;
      }
      if (!turn.isActing(Turn.stepSlot(step)) && mayNotBegin(step)) {
        return Progressed.HALTED;
      }
      return switch (steps.advance(step)) {
        case DONE, BUSY -> Progressed.BUSY;
        case FAILED -> halt(step, steps.problem(step));
        case LOST -> lost(step);
      };
    }
    return Progressed.DONE;
  }

  private Progressed lost(Step step) {
    var why = "no answer in " + turn.tries(step) + " tries";
    return !turn.isOfSilentProduct(step) && absences.leaves(step.host(), why)
        ? Progressed.BUSY
        : halt(step, RunProblems.unreachable(step, turn.tries(step), turn.loss(step)));
  }

  private boolean mayNotBegin(Step step) {
    return turn.isHalting()
        || (!turn.facts().isStarted(step.path()) && turn.isTooLate(step.path(), Span.of(step)));
  }

  private Progressed halt(Step step, io.holdfast.templates.problem.Problem problem) {
    turn.trouble(step.path(), problem);
    return Progressed.HALTED;
  }

  private Progressed after(Stage stage, List<io.holdfast.scheduler.plan.GateSpec> gates) {
    if (turn.isHalting()) {
      return Progressed.HALTED;
    }
    var watch = turn.watch("after " + stage.path(), absences.ofPresent(gates));
    if (watch.failure().isPresent()) {
      var failure = watch.failure().get();
      turn.trouble(failure.gate().path(), RunProblems.stageGate(failure));
      return Progressed.HALTED;
    }
    return watch.met() ? close(stage) : Progressed.BUSY;
  }

  private Progressed close(Stage stage) {
    turn.write("stage " + stage.path(), new Fact.StageDone(stage.path()));
    return Progressed.BUSY;
  }

  private static Progressed worst(Collection<Progressed> all) {
    if (all.contains(Progressed.BUSY)) {
      return Progressed.BUSY;
    }
    return all.contains(Progressed.HALTED) ? Progressed.HALTED : Progressed.DONE;
  }
}
