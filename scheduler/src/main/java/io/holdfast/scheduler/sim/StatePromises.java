package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.plan.Stage.Group;
import io.holdfast.scheduler.plan.Stage.HostWork;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.run.StepEnd;
import io.holdfast.templates.site.Rehearsing;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What must have been done with the state of a product before its servers get another version: it
/// was saved, the version was rehearsed with it, and a rehearsal that failed is heeded. A program
/// that goes on with the run does all of that anew while no server was touched.
final class StatePromises {
  private final SimWorld world;
  private final PlannedSteps steps;
  private final RunDiary diary;
  private final Set<String> saved = new HashSet<>();
  private final Set<String> rehearsed = new HashSet<>();
  private final Map<String, Refusal> refused = new HashMap<>();

  /// A rehearsal that failed, and the program that heard it: another one knows of it only where the
  /// journal has it.
  private record Refusal(String path, int life) {}

  StatePromises(SimWorld world, PlannedSteps steps, RunDiary diary) {
    this.world = world;
    this.steps = steps;
    this.diary = diary;
  }

  /// What came of a state that was saved or rehearsed, as somebody heard it.
  void ended(Step step, Step.Operate work, StepEnd end) {
    var product = work.operation().substring(0, work.operation().indexOf('.'));
    var isSave = work.operation().endsWith(SimSnapshots.SAVE);
    switch (end) {
      case StepEnd.Done _ when isSave -> saved.add(product);
      case StepEnd.Done done -> rehearsed(product, done.says());
      case StepEnd.Failed _ when !isSave ->
          refused.put(product, new Refusal(step.path(), diary.lives()));
      default -> {}
    }
  }

  /// Where no server could hold one the run goes on, and says so.
  private void rehearsed(String product, String says) {
    rehearsed.add(product);
    if (SimRehearsals.isHeld(says)) {
      world.unfit().missed(product, false);
      refused.remove(product);
    } else {
      world.unfit().missed(product, true);
    }
  }

  /// A new program counts on nothing that one before it has saved, unless a server was touched:
  /// then that is the only state that no newer version had its hands in.
  void newLife() {
    var isTouched =
        steps.groups().stream()
            .anyMatch(
                group -> group.hosts().stream().anyMatch(work -> isNoLongerWaited(group, work)));
    if (!isTouched) {
      saved.clear();
      rehearsed.clear();
    }
  }

  /// A server was touched, or any host is in the middle of its change.
  private boolean isNoLongerWaited(Group group, HostWork work) {
    var isTouched =
        work.steps().stream()
            .anyMatch(step -> step.disruptive() && diary.announced(step.path()).isPresent());
    return isTouched && (group.quorum().isPresent() || !diary.isEnded(group.path(), work.host()));
  }

  /// Before servers get another version; a reboot brings none. Of a swarm nothing can be saved
  /// while it runs.
  void needSaved(String path) {
    var group = steps.group(path).filter(StatePromises::isOfServers);
    group.map(Group::component).filter(this::isRenewed).ifPresent(it -> needSaved(path, it));
  }

  private static boolean isOfServers(Group group) {
    return group.quorum().filter(rule -> !rule.system().equals("swarm")).isPresent();
  }

  private boolean isRenewed(String component) {
    return world.site.isRenewed(component)
        && world.rafts.values().stream().anyMatch(it -> it.component().equals(component));
  }

  private void needSaved(String path, String component) {
    if (!saved.contains(component)) {
      world.violate(
          Promise.SAVED_FIRST, path + " begins and the state of " + component + " is not saved");
    }
    if (Optional.ofNullable(refused.get(component)).filter(this::isKnown).isPresent()) {
      world.violate(
          Promise.HEEDS_REHEARSAL, path + " begins, and a rehearsal of " + component + " failed");
    } else if (isRehearsing() && !rehearsed.contains(component)) {
      world.violate(
          Promise.REHEARSED_FIRST,
          path + " begins, and no rehearsal of " + component + " was held");
    }
  }

  private boolean isRehearsing() {
    return world.site.site().upgrade().rehearsal() == Rehearsing.ON;
  }

  private boolean isKnown(Refusal refusal) {
    return !world.hasLostMemory()
        && (diary.hasFailed(refusal.path()) || diary.lives() == refusal.life());
  }
}
