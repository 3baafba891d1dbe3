package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The real planner's plan with the planted bugs that lie in a plan.
final class PlantedPlan {
  private final SimOptions options;
  private final PlantedMembers members;

  PlantedPlan(SimWorld world) {
    this.options = world.options;
    this.members = new PlantedMembers(world);
  }

  Plan of(Plan real) {
    var plan = members.of(real);
    var stages = new ArrayList<>(plan.stages().stream().map(this::planted).toList());
    if (options.has(Plant.SKIP_SNAPSHOT)) {
      stages.removeIf(stage -> stage.path().equals("/snapshot"));
    }
    if (options.has(Plant.CLIENTS_FIRST)) {
      stages.sort(java.util.Comparator.comparingInt(PlantedPlan::clientsFirst));
    }
    return plan.withStages(stages);
  }

  private static int clientsFirst(Stage stage) {
    return stage instanceof Stage.Group group && group.quorum().isPresent() ? 1 : 0;
  }

  private Stage planted(Stage stage) {
    if (!(stage instanceof Stage.Group group)) {
      return options.has(Plant.NO_REHEARSAL) ? unrehearsed(stage) : stage;
    }
    var two = options.has(Plant.STOP_TWO_SERVERS) && group.quorum().isPresent();
    return new Stage.Group(
        group.path(),
        group.title(),
        group.component(),
        two ? Optional.empty() : group.quorum(),
        two ? 2 : group.batch(),
        group.hosts().stream().map(this::planted).toList());
  }

  private static Stage unrehearsed(Stage stage) {
    return stage instanceof Stage.Sequence all
        ? new Stage.Sequence(
            all.path(),
            all.title(),
            all.steps().stream()
                .filter(step -> !step.path().endsWith(SimSnapshots.REHEARSE))
                .toList(),
            all.after())
        : stage;
  }

  private HostWork planted(HostWork work) {
    var skipUndo = options.has(Plant.SKIP_UNDO);
    return new HostWork(
        work.host(),
        work.before(),
        work.again(),
        work.steps(),
        work.after().stream().map(this::planted).toList(),
        work.undo().stream().map(this::undo).toList(),
        skipUndo ? List.of() : work.undone());
  }

  private GateSpec planted(GateSpec gate) {
    return options.has(Plant.SKIP_SOAK)
        ? new GateSpec(
            gate.path(), gate.gate(), gate.parameters(), 0, gate.timeoutMs(), gate.pollMs())
        : gate;
  }

  private Step undo(Step step) {
    if (!(step.work() instanceof Step.OnHost work)) {
      return step;
    }
    var actions = new ArrayList<>(work.actions());
    if (options.has(Plant.UNDO_WITHOUT_SET_ASIDE)) {
      actions.removeIf(action -> action instanceof Action.SetAside);
    }
    return new Step(
        step.path(),
        step.host(),
        step.title(),
        new Step.OnHost(options.has(Plant.SKIP_UNDO) ? List.of(new Action.ReloadUnits()) : actions),
        step.disruptive(),
        step.estimateMs());
  }
}
