package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.Action.UnitVerb;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.render.Layout;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The ports in the firewalls of the hosts: opened before anything that needs them is started, on
/// all hosts at once, and closed where the site no longer wants them opened by Holdfast.
///
/// There is no way back to be planned: the rules are checked before the copy is chosen, they are
/// loaded as a whole or not at all, and as they only accept, nobody is locked out by them.
record FirewallStages(PlanInput input, List<Change> changes) {
  private static final String PATH = "/firewall";
  private static final long ESTIMATE_MS = 3_000;

  List<Stage> stages() {
    var steps = Stream.concat(open(), input.desired().stream().flatMap(this::close)).toList();
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

  private Step open(Change change) {
    var desired = change.desired();
    var unit = desired.mainUnit();
    var choose =
        new Action.SwitchCopy(
            input.site().places().program(), desired.component(), desired.copyId());
    var actions =
        Stream.of(
                desired.placed(),
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

  /// What stands there by an earlier will of the site.
  private Stream<Step> close(DesiredHost host) {
    var stands =
        Optional.ofNullable(input.readings().get(host.host()))
            .filter(reading -> reading.current().containsKey(Layout.FIREWALL));
    if (stands.isEmpty() || host.copy(Layout.FIREWALL).isPresent()) {
      return Stream.empty();
    }
    var actions =
        List.<Action>of(
            new Action.Unit(Layout.FIREWALL_UNIT, UnitVerb.STOP),
            new Action.Unit(Layout.FIREWALL_UNIT, UnitVerb.DISABLE),
            new Action.RemoveFile(Layout.FIREWALL_UNIT_FILE),
            new Action.ReloadUnits(),
            new Action.RemoveFile(
                input.site().places().program() + "/" + Layout.FIREWALL + "/current"));
    return Stream.of(
        step(host.host(), "close", "take what Holdfast opened out of its firewall", actions));
  }

  private static Step step(String host, String name, String title, List<Action> actions) {
    return new Step(
        PATH + "/" + host + "/" + name, host, title, new Step.OnHost(actions), false, ESTIMATE_MS);
  }
}
