package io.holdfast.scheduler.plan;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Outline.WayBack;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The way back of each part, as its own undo steps say, and where it ends.
final class WaysBack {
  private static final String FORWARD = "holdfast upgrade --bundle BUNDLE, with the newer bundle";

  private static final String SAVE = ".save-snapshot";

  private WaysBack() {}

  static WayBack together(Stage.Everywhere stage) {
    if (stage.steps().stream().flatMap(WaysBack::actions).anyMatch(WaysBack::isForGood)) {
      return new WayBack("none: what is removed is gone for good", "", "");
    }
    if (isOfLost(stage)) {
      return new WayBack("none: the lost servers are no members any more", "", "");
    }
    boolean starts = stage.steps().stream().anyMatch(WaysBack::startsSomething);
    return starts
        ? new WayBack("none: what is started here stays", "", "")
        : new WayBack("none needed: it lies beside what runs", "", "");
  }

  /// Whether what is left of a quorum is stopped, or told that it is all.
  private static boolean isOfLost(Stage.Everywhere stage) {
    var path = stage.path();
    return path.startsWith(Plan.Verb.RECOVER.path() + "-")
        && (path.endsWith("-stop") || path.endsWith("-voters"));
  }

  private static boolean isForGood(Action action) {
    return action instanceof Action.RemoveCopies || action instanceof Action.ForgetUndo;
  }

  private static boolean startsSomething(Step step) {
    return actions(step).anyMatch(action -> action instanceof Action.Unit);
  }

  /// `deploys` says that it replaces what runs, `disturbs` that it changes something at all.
  static WayBack sequence(Stage.Sequence stage, Plan.Verb verb, boolean deploys, boolean disturbs) {
    if (verb != Plan.Verb.RESTORE && stage.steps().stream().anyMatch(WaysBack::saves)) {
      return new WayBack("none needed: the products are only read", "", "");
    }
    if (deploys) {
      return new WayBack("none by this run", "", later(verb));
    }
    return disturbs
        ? new WayBack("none by this run", "", later(verb))
        : new WayBack("none needed: it adds what was missing", "", "");
  }

  /// Whether a plan saves the state of a product before its servers change.
  static boolean isSaved(Plan plan, String component) {
    return plan.stages().stream()
        .flatMap(stage -> stage.planned().stream())
        .anyMatch(step -> saves(step) && isOperation(step, component + SAVE));
  }

  private static boolean saves(Step step) {
    return step.work() instanceof Step.Operate operate && operate.operation().endsWith(SAVE);
  }

  private static boolean isOperation(Step step, String name) {
    return step.work() instanceof Step.Operate operate && operate.operation().equals(name);
  }

  private static String later(Plan.Verb verb) {
    return switch (verb) {
      case INSTALL -> "none: nothing stood before";
      case APPLY, UPGRADE, REPLACE -> "holdfast rollback, where another bundle stood before";
      case ROLLBACK -> FORWARD;
      case DRAIN, EXCLUDE -> "holdfast undrain HOST";
      case UNDRAIN -> "holdfast drain HOST";
      case RESTORE -> "holdfast restore RUN-PRODUCT, with what this run saved first";
      case MAINTAIN -> "holdfast hosts maintenance end HOST";
      case RETURN -> "holdfast hosts maintenance begin HOST";
      case REMOVE -> "only as a new host: holdfast apply, once the site file names it again";
      case FINALIZE -> "none: what is removed is gone for good";
      case REBOOT -> "nothing to take back: a host boots into what stood there";
      case RECOVER ->
          "nothing to take back where servers are started as they stood; none where some were given"
              + " up";
    };
  }

  /// `isSameVersion` says that only configuration changes.
  static WayBack group(Stage.Group group, Plan plan, boolean isSameVersion) {
    var verb = plan.verb();
    var how = how(group);
    if (how.isEmpty()) {
      return new WayBack("none: this change has no undo", "", later(verb));
    }
    if (group.component().equals("firewall")) {
      return new WayBack(
          "a host that is cut off gets back what was opened there: " + String.join("; ", how),
          "for each host until its own gates are met",
          "what stood under network in site.yaml once more, then holdfast apply");
    }
    boolean votes = group.quorum().filter(rule -> rule.plannedVoters() > 1).isPresent();
    return new WayBack(
        "a host that fails is put back: " + String.join("; ", how),
        votes
            ? "until a changed server leads: at the latest when the last one stops"
            : "for each host until its own gates are met",
        afterwards(group, plan, isSameVersion));
  }

  private static String afterwards(Stage.Group group, Plan plan, boolean isSameVersion) {
    var verb = plan.verb();
    if (!verb.bringsBundle()) {
      return later(verb);
    }
    if (isSameVersion) {
      return "a new plan with the configuration of before: holdfast apply";
    }
    if (verb == Plan.Verb.ROLLBACK) {
      return FORWARD;
    }
    return group.quorum().isPresent()
        ? dataOf(group.component(), isSaved(plan, group.component()))
        : later(verb) + ", as far as its data allow it";
  }

  /// The data of a product that only a snapshot leads back from; plans of earlier versions take
  /// none.
  private static String dataOf(String component, boolean isSaved) {
    return switch (component) {
      case "consul" -> snapshot(isSaved, "consul snapshot save FILE");
      case "nomad" -> snapshot(isSaved, "nomad operator snapshot save FILE");
      default -> "only forward: a state that a newer version wrote has no snapshot to go back to";
    };
  }

  private static String snapshot(boolean isSaved, String command) {
    return "only forward: what a newer version wrote, an older one need not be able to read. Only a"
        + " snapshot from before leads back; "
        + (isSaved
            ? "this run saves one (holdfast restore), and what is written after it is not in it"
            : "this run takes none (" + command + ")");
  }

  private static List<String> how(Stage.Group group) {
    var undo =
        group.hosts().stream()
            .flatMap(work -> work.undo().stream())
            .flatMap(WaysBack::actions)
            .toList();
    var how = new ArrayList<String>();
    add(how, undo, Action.PutBack.class, "its files as they were");
    add(how, undo, Action.InstallPackages.class, "the exact packages of before");
    add(how, undo, Action.SwitchCopy.class, "the link to the copy of before");
    add(how, undo, Action.SetAside.class, "an empty raft folder, filled by the leader");
    return how.isEmpty() ? titles(group) : how;
  }

  private static List<String> titles(Stage.Group group) {
    return group.hosts().stream()
        .flatMap(work -> work.undo().stream())
        .map(Step::title)
        .distinct()
        .toList();
  }

  private static void add(
      List<String> how, List<Action> undo, Class<? extends Action> kind, String words) {
    if (undo.stream().anyMatch(kind::isInstance)) {
      how.add(words);
    }
  }

  private static Stream<Action> actions(Step step) {
    return step.work() instanceof Step.OnHost onHost ? onHost.actions().stream() : Stream.empty();
  }
}
