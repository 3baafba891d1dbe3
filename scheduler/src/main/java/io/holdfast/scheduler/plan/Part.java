package io.holdfast.scheduler.plan;

import io.holdfast.scheduler.host.Action;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.yaml.NearNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A part of a plan as a plan of its own: one stage, or one host of a group whose order nobody has
/// to keep, with what has to be brought to its hosts. `left` are the paths of what is not in it.
///
/// It is no way around anything: a part whose forerunners are still in the plan is refused, and the
/// servers of a quorum stay together, for their leader goes last, and what they hold is saved and
/// counted before.
public record Part(Plan plan, List<String> left) {
  private static final String STAGING = "/stage";
  private static final String SAVING = "/snapshot";

  /// Stages that come along with the parts that need them.
  private static final List<String> BROUGHT = List.of(STAGING, SAVING);

  public Part {
    left = List.copyOf(left);
  }

  /// `path` is that of a stage, or of a host in one, with or without its first slash.
  public static Part of(Plan plan, String path) {
    var wanted = "/" + path.replaceAll("^/+|/+$", "");
    var stage =
        plan.stages().stream()
            .filter(it -> wanted.equals(it.path()) || wanted.startsWith(it.path() + "/"))
            .filter(it -> !BROUGHT.contains(it.path()))
            .findFirst()
            .orElseThrow(() -> unknown(plan, wanted));
    var part = wanted.equals(stage.path()) ? stage : host(plan, stage, wanted);
    requireNext(plan, stage, part);
    return new Part(excerpt(plan, part), left(plan, stage, part));
  }

  private static Stage host(Plan plan, Stage stage, String path) {
    var name = path.substring(stage.path().length() + 1);
    if (!(stage instanceof Stage.Group group)
        || group.hosts().stream().noneMatch(work -> work.host().equals(name))) {
      throw unknown(plan, path);
    }
    var first = group.hosts().getFirst().host();
    if (!first.equals(name)) {
      throw refused(path, "its canary " + group.path() + "/" + first + " is not done");
    }
    if (group.quorum().isPresent() && group.hosts().size() > 1) {
      throw refused(path, "servers change together, the leader last: --only " + group.path());
    }
    return new Stage.Group(
        group.path(),
        group.title(),
        group.component(),
        group.quorum(),
        group.batch(),
        List.of(group.hosts().getFirst()));
  }

  private static void requireNext(Plan plan, Stage stage, Stage part) {
    var before =
        plan.stages().subList(0, plan.stages().indexOf(stage)).stream()
            .filter(earlier -> isForerunner(earlier, part))
            .map(Stage::path)
            .toList();
    if (!before.isEmpty()) {
      throw refused(part.path(), String.join(", ", before) + " must be done before");
    }
  }

  /// What is started, operations on the cluster and ports that are closed come after all that
  /// stands before them; of groups, those of the same product and those on the same hosts.
  private static boolean isForerunner(Stage earlier, Stage part) {
    if (BROUGHT.contains(earlier.path())) {
      return false;
    }
    return !(earlier instanceof Stage.Group before)
        || !(part instanceof Stage.Group group)
        || group.component().equals(Layout.FIREWALL)
        || group.component().equals(before.component())
        || hosts(before).stream().anyMatch(hosts(group)::contains);
  }

  private static Set<String> hosts(Stage stage) {
    return stage.planned().stream().map(Step::host).collect(Collectors.toSet());
  }

  private static Plan excerpt(Plan plan, Stage part) {
    var hosts = hosts(part);
    var stages = new ArrayList<Stage>();
    plan.stages().stream()
        .filter(it -> it.path().equals(STAGING))
        .map(Stage.Everywhere.class::cast)
        .map(
            it ->
                new Stage.Everywhere(
                    it.path(),
                    it.title(),
                    it.steps().stream().filter(step -> hosts.contains(step.host())).toList(),
                    it.after()))
        .filter(it -> !it.steps().isEmpty())
        .forEach(stages::add);
    if (part instanceof Stage.Group group && group.quorum().isPresent()) {
      saving(plan, group.component()).ifPresent(stages::add);
    }
    stages.add(part);
    var changes = new TreeMap<String, Plan.HostChange>();
    plan.changes().forEach((host, change) -> changes.put(host, changed(host, change, part)));
    return plan.copy().changes(changes).stages(stages).made();
  }

  /// What is saved and counted of this product.
  private static Optional<Stage> saving(Plan plan, String component) {
    return plan.stages().stream()
        .filter(it -> it.path().equals(SAVING))
        .map(
            it ->
                new Stage.Sequence(
                    it.path(),
                    it.title(),
                    it.planned().stream().filter(step -> isOf(component, step)).toList(),
                    List.of()))
        .filter(it -> !it.steps().isEmpty())
        .<Stage>map(it -> it)
        .findFirst();
  }

  private static boolean isOf(String component, Step step) {
    return step.work() instanceof Step.Operate operate
        && operate.operation().startsWith(component + ".");
  }

  /// Whatever no step of the part chooses stays as it stands.
  private static Plan.HostChange changed(String host, Plan.HostChange change, Stage part) {
    var chosen =
        part.planned().stream()
            .filter(step -> step.host().equals(host))
            .flatMap(
                step ->
                    step.work() instanceof Step.OnHost work
                        ? work.actions().stream()
                        : Stream.<Action>empty())
            .flatMap(action -> component(action).stream())
            .collect(Collectors.toSet());
    var to = new TreeMap<>(change.from());
    change
        .to()
        .forEach(
            (component, copy) -> {
              if (chosen.contains(component)) {
                to.put(component, copy);
              }
            });
    return new Plan.HostChange(change.from(), to);
  }

  private static Optional<String> component(Action action) {
    return action instanceof Action.SwitchCopy copy
        ? Optional.of(copy.component())
        : Optional.empty();
  }

  private static List<String> left(Plan plan, Stage stage, Stage part) {
    var left = new ArrayList<String>();
    for (var other : plan.stages()) {
      if (!other.path().equals(stage.path())) {
        left.add(other.path());
      } else if (other instanceof Stage.Group group && part instanceof Stage.Group own) {
        group.hosts().stream()
            .filter(work -> !own.hosts().contains(work))
            .forEach(work -> left.add(group.path() + "/" + work.host()));
      }
    }
    left.removeAll(BROUGHT);
    return left;
  }

  /// All paths that may be named, in the order of the plan.
  private static List<String> known(Plan plan) {
    return plan.stages().stream()
        .filter(stage -> !BROUGHT.contains(stage.path()))
        .flatMap(
            stage ->
                stage instanceof Stage.Group group
                    ? Stream.concat(
                        Stream.of(group.path()),
                        group.hosts().stream().map(work -> group.path() + "/" + work.host()))
                    : Stream.of(stage.path()))
        .toList();
  }

  private static HoldfastException unknown(Plan plan, String path) {
    var known = known(plan);
    var near = NearNames.nearest(path, known).map(name -> ", perhaps " + name).orElse("");
    return Problem.of(ProblemId.USAGE_WRONG, "The plan has no part " + path + near)
        .withEvidence("its parts: " + String.join(", ", known))
        .withFix("holdfast plan   # shows what each of them does")
        .asException();
  }

  private static HoldfastException refused(String path, String why) {
    return Problem.of(ProblemId.PART_NOT_NEXT, "The part " + path + " cannot be done alone: " + why)
        .withStep(path)
        .withClusterSafe(true, "nothing was changed")
        .withFix("holdfast apply --only PATH   # with what must be done before", "holdfast apply")
        .asException();
  }
}
