package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.Action.UnitVerb;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.render.Layout;
import java.util.List;
import java.util.stream.Stream;

/// The ports in the firewalls of the hosts: opened before anything that needs them is started, on
/// all hosts at once. What earlier rules opened stays open beside it: [ClosedPorts] comes last.
///
/// There is no way back to be planned: the rules are checked before the copy is chosen, they are
/// loaded as a whole or not at all, and as they only accept, nobody is locked out by them.
record FirewallStages(PlanInput input, List<Change> changes) {
  private static final String PATH = "/firewall";
  private static final long ESTIMATE_MS = 3_000;
  private static final int KEEP_SECONDS = 30;

  List<Stage> stages() {
    var steps = open().toList();
    return steps.isEmpty()
        ? List.of()
        : List.of(
            new Stage.Everywhere(
                PATH, "Open the ports in the firewall of every host", steps, List.of()));
  }

  private Stream<Step> open() {
    return changes.stream()
        .filter(change -> change.desired().component().equals(Layout.FIREWALL))
        .map(this::open);
  }

  /// Other rules stand there than shall.
  static boolean replaces(Change change) {
    return change.desired().component().equals(Layout.FIREWALL)
        && !change.isFirst()
        && change.copyDiffers();
  }

  private List<Action.Check> keep(Change change) {
    if (!replaces(change)) {
      return List.of();
    }
    var copy =
        String.join(
            "/",
            input.site().places().program(),
            Layout.FIREWALL,
            change.desired().copyId(),
            Layout.FIREWALL_SCRIPT);
    return List.of(new Action.Check(List.of("/bin/sh", copy, "keep"), KEEP_SECONDS));
  }

  private Step open(Change change) {
    var desired = change.desired();
    var unit = desired.mainUnit();
    var choose =
        new Action.SwitchCopy(
            input.site().places().program(), desired.component(), desired.copyId());
    var actions =
        Stream.of(
                desired.placed(),
                keep(change),
                desired.checks(),
                List.of(
                    choose,
                    new Action.ReloadUnits(),
                    new Action.Unit(unit, UnitVerb.ENABLE),
                    new Action.Unit(unit, UnitVerb.RELOAD)))
            .flatMap(List::stream)
            .<Action>map(action -> action)
            .toList();
    return step(change.host(), "open", "open the ports of its roles in its firewall", actions);
  }

  private static Step step(String host, String name, String title, List<Action> actions) {
    return new Step(
        PATH + "/" + host + "/" + name, host, title, new Step.OnHost(actions), false, ESTIMATE_MS);
  }
}
