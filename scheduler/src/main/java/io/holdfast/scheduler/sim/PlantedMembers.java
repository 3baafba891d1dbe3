package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.planner.RecoveryPlans;
import io.holdfast.scheduler.raft.PeersFile;
import io.holdfast.templates.text.SecretText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The planted bugs that lie in plans by which members leave, or come back.
final class PlantedMembers {
  private final SimWorld world;

  PlantedMembers(SimWorld world) {
    this.world = world;
  }

  Plan of(Plan plan) {
    return switch (plan.verb()) {
      case REMOVE -> plan.withStages(plan.stages().stream().flatMap(this::leaving).toList());
      case RECOVER ->
          plan.withStages(
              Stream.concat(
                      has(Plant.RECOVER_LED_TOO) ? led(plan) : Stream.empty(),
                      plan.stages().stream().flatMap(it -> recovering(plan, it)))
                  .toList());
      default -> plan;
    };
  }

  private boolean has(Plant plant) {
    return world.options.has(plant);
  }

  // Hosts that leave.

  private Stream<Stage> leaving(Stage stage) {
    if (!(stage instanceof Stage.Group group)) {
      return Stream.of(stage);
    }
    if (!group.path().equals("/leave")) {
      return has(Plant.REMOVE_UNEMPTIED) ? Stream.empty() : Stream.of(stage);
    }
    if (has(Plant.REMOVE_TWO_AT_ONCE)) {
      return twoAtOnce(group);
    }
    return Stream.of(
        has(Plant.REMOVE_WITHOUT_LEAVE)
            ? with(group, group.hosts().stream().map(PlantedMembers::untold).toList())
            : group);
  }

  private static Stream<Stage> twoAtOnce(Stage.Group group) {
    var stops = group.planned().stream().filter(step -> step.path().endsWith("/stop")).toList();
    var rest =
        group.hosts().stream()
            .map(
                work ->
                    new HostWork(
                        work.host(),
                        List.of(),
                        List.of(),
                        work.steps().stream().filter(step -> !stops.contains(step)).toList(),
                        work.after(),
                        List.of(),
                        List.of()))
            .toList();
    return Stream.of(
        new Stage.Everywhere("/leave-stop", "Stop what leaves", stops, List.of()),
        with(group, rest));
  }

  private static HostWork untold(HostWork work) {
    return new HostWork(
        work.host(),
        work.before(),
        work.again(),
        work.steps().stream().filter(step -> step.path().endsWith("/stop")).toList(),
        List.of(),
        List.of(),
        List.of());
  }

  private static Stage.Group with(Stage.Group group, List<HostWork> works) {
    return new Stage.Group(
        group.path(), group.title(), group.component(), group.quorum(), group.batch(), works);
  }

  // Servers that come back.

  private Stream<Stage> recovering(Plan whole, Stage stage) {
    if (!(stage instanceof Stage.Everywhere all)) {
      return Stream.of(stage);
    }
    if (all.path().endsWith("-voters")) {
      return Stream.of(with(all, all.steps().stream().map(this::voters).toList()));
    }
    if (has(Plant.RECOVER_FEWEST) && !all.after().isEmpty()) {
      var fewest = all.steps().stream().limit(world.servers.size() / 2 + 1).toList();
      return Stream.of(new Stage.Everywhere(all.path(), all.title(), fewest, List.of()));
    }
    if (has(Plant.COLD_START_EMPTY) && RecoveryPlans.survivors(whole).isEmpty()) {
      return Stream.of(with(all, all.steps().stream().map(this::othersEmpty).toList()));
    }
    return has(Plant.RECOVER_ONE_BY_ONE) && !all.after().isEmpty()
        ? all.steps().stream().map(step -> alone(all, step))
        : Stream.of(stage);
  }

  /// Stops and starts what the plan need not touch.
  private Stream<Stage> led(Plan plan) {
    return world.rafts.keySet().stream()
        .filter(system -> plan.stages().stream().noneMatch(it -> it.path().contains(system)))
        .map(
            system ->
                new Stage.Everywhere(
                    "/recover-" + system,
                    "Start the servers of " + system + " anew",
                    world.servers.stream().map(host -> anew(system, host)).toList(),
                    List.of()));
  }

  private static Step anew(String system, String host) {
    var unit = RecoveryPlans.unit(system);
    return new Step(
        "/recover-" + system + "/" + host + "/start",
        host,
        "start " + system,
        new Step.OnHost(List.of(new Action.Unit(unit, Action.UnitVerb.RESTART))),
        false,
        1_000);
  }

  private static Stage with(Stage.Everywhere all, List<Step> steps) {
    return new Stage.Everywhere(all.path(), all.title(), steps, all.after());
  }

  private static Stage alone(Stage.Everywhere all, Step step) {
    return new Stage.Everywhere(
        all.path() + "-" + step.host(), all.title(), List.of(step), all.after());
  }

  private Step othersEmpty(Step step) {
    if (step.host().equals(first()) || !(step.work() instanceof Step.OnHost work)) {
      return step;
    }
    var actions = new ArrayList<>(work.actions());
    actions.addFirst(new Action.SetAside("/var/lib/" + system(step)));
    return with(step, actions);
  }

  private static Step with(Step step, List<Action> actions) {
    var work = new Step.OnHost(actions);
    return new Step(
        step.path(), step.host(), step.title(), work, step.disruptive(), step.estimateMs());
  }

  private Step voters(Step step) {
    if (!(step.work() instanceof Step.OnHost work)) {
      return step;
    }
    var actions = new ArrayList<>(work.actions());
    if (has(Plant.PEERS_OF_ALL)) {
      actions.replaceAll(this::ofAll);
    }
    if (has(Plant.OTHERS_BEGIN_EMPTY) && !step.host().equals(first())) {
      actions.addFirst(new Action.SetAside("/var/lib/" + system(step)));
    }
    return with(step, actions);
  }

  private String first() {
    return world.servers.stream().filter(host -> !world.host(host).isDead()).findFirst().orElse("");
  }

  private static String system(Step step) {
    return step.path().contains("nomad") ? "nomad" : "consul";
  }

  private Action ofAll(Action action) {
    if (!(action instanceof Action.PlaceFile file)) {
      return action;
    }
    var system = file.path().contains("nomad") ? "nomad" : "consul";
    var peers =
        world.servers.stream()
            .map(
                host ->
                    new PeersFile.Peer(
                        "id-" + host, world.address(host) + ":" + PeersFile.port(system)))
            .toList();
    var text = SecretText.plain(new PeersFile(system, peers).text());
    return new Action.PlaceFile(file.path(), file.mode(), file.owner(), text);
  }
}
