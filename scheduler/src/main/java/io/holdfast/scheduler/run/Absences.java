package io.holdfast.scheduler.run;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.service.HostGates;
import java.util.List;
import java.util.TreeSet;

/// Leaves workers behind that give no answer, as many as this life of the run may, and tells what
/// the plan means without them.
///
/// Only a worker that nobody has disturbed is left behind in the middle of a run: what was sent to
/// one that was may still arrive, and then another one would be changed beside it. One that is
/// silent when a resume begins is left as it stands; its steps are asked for by the next resume. A
/// worker that failed says something about the new version, so nobody goes past it.
final class Absences {
  private final Turn turn;

  Absences(Turn turn) {
    this.turn = turn;
  }

  /// Writes down who gave no answer when this life began; `DONE` once that is known.
  Progressed known() {
    var progress = Progressed.DONE;
    for (var entry : spare().silent().entrySet()) {
      var host = entry.getKey();
      if (turn.isLeft(host)) {
        continue;
      }
      if (leaves(host, entry.getValue())) {
        progress = Progressed.BUSY;
      } else {
        turn.trouble("silent " + host, RunProblems.silentHost(host, entry.getValue()));
      }
    }
    return progress;
  }

  /// Whether the host of a change answers right before it is begun; asked only where it could be
  /// left behind.
  Progressed answers(HostWork work, String key) {
    var host = work.host();
    if (!spare().covers(host)) {
      return Progressed.DONE;
    }
    var watch = turn.watch(key, List.of(HostGates.answers(host)));
    if (watch.failure().isPresent()) {
      var why = watch.failure().get().why();
      if (leaves(host, why)) {
        return Progressed.BUSY;
      }
      turn.trouble(key, RunProblems.silentHost(host, why));
      return Progressed.HALTED;
    }
    return watch.met() && !turn.isWatchedAnew(key, watch) ? Progressed.DONE : Progressed.BUSY;
  }

  /// Leaves a host behind, where this run may; says whether it does.
  boolean leaves(String host, String why) {
    if (!turn.isLeft(host) && !turn.isBusy(slot(host))) {
      if (!mayLeave(host)) {
        return false;
      }
      turn.write(slot(host), new Fact.WorkerSkipped(host, why));
    }
    return true;
  }

  private boolean mayLeave(String host) {
    var leaving = spare().workers().stream().filter(other -> turn.isBusy(slot(other))).count();
    return spare().covers(host)
        && turn.facts().left().size() + leaving < spare().most()
        && !hasFailed(host);
  }

  private boolean hasFailed(String host) {
    return turn.plan().stages().stream()
        .anyMatch(stage -> turn.facts().host(stage.path(), host).failed().isPresent());
  }

  /// Whether a stage that was done has steps left of a worker that was left behind and is back.
  boolean isWhole(Stage stage) {
    return turn.facts().everLeft().stream().noneMatch(host -> isBack(stage, host));
  }

  /// Whether a host is there for which a stage has something left to do.
  boolean isBack(Stage stage, String host) {
    return !turn.isLeft(host) && hasLeft(stage, host);
  }

  /// Whether a stage has something left to do on a host.
  boolean hasLeft(Stage stage, String host) {
    return switch (stage) {
      case Stage.Everywhere everywhere -> hasLeft(everywhere.steps(), host);
      case Stage.Sequence sequence -> hasLeft(sequence.steps(), host);
      case Stage.Group group ->
          group.hosts().stream().anyMatch(work -> work.host().equals(host))
              && !turn.facts().host(group.path(), host).done();
    };
  }

  private boolean hasLeft(List<Step> steps, String host) {
    return steps.stream()
        .anyMatch(step -> step.host().equals(host) && !turn.facts().isDone(step.path()));
  }

  /// Without the gates about hosts that are left behind.
  List<GateSpec> ofPresent(List<GateSpec> gates) {
    return gates.stream()
        .filter(gate -> !turn.isLeft(gate.parameters().getOrDefault("host", "")))
        .toList();
  }

  private Spare spare() {
    return turn.bounds().spare();
  }

  private static String slot(String host) {
    return "left " + host;
  }

  /// What a gate is asked now: `absent` are the workers that are left behind, and where a gate
  /// wants others to serve, `atOnce` is how many hosts are changed now, itself one of them. As many
  /// others as a whole batch need not be there when the batch is smaller for who is away.
  static GateSpec asOfNow(GateSpec gate, Turn turn) {
    var left = turn.facts().left().keySet();
    if (left.isEmpty()) {
      return gate;
    }
    var more = new java.util.TreeMap<>(gate.parameters());
    more.put("absent", String.join(",", left));
    more.put("atOnce", Integer.toString(Math.max(1, changing(turn))));
    return new GateSpec(
        gate.path(), gate.gate(), more, gate.stableMs(), gate.timeoutMs(), gate.pollMs());
  }

  /// The same for what is said to products.
  static Step asOfNow(Step step, Turn turn) {
    var left = turn.facts().left().keySet();
    if (left.isEmpty() || !(step.work() instanceof Step.Operate operate)) {
      return step;
    }
    var more = new java.util.TreeMap<>(operate.parameters());
    more.put("absent", String.join(",", left));
    return new Step(
        step.path(),
        step.host(),
        step.title(),
        new Step.Operate(operate.operation(), more),
        step.disruptive(),
        step.estimateMs());
  }

  private static int changing(Turn turn) {
    var hosts = new TreeSet<String>();
    for (var stage : turn.plan().stages()) {
      if (stage instanceof Stage.Group group) {
        group.hosts().stream()
            .map(HostWork::host)
            .filter(host -> !turn.isLeft(host))
            .filter(
                host -> {
                  var mark = turn.facts().host(group.path(), host);
                  return mark.started() && !mark.done();
                })
            .forEach(hosts::add);
      }
    }
    return hosts.size();
  }
}
