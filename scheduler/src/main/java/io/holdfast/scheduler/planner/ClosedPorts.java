package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.host.Action.UnitVerb;
import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.scheduler.platform.Platform;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Host;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// What a change closes in the firewalls of the hosts: ports that nothing needs any more, or all
/// that Holdfast opened where the site no longer wants it to.
///
/// It comes after everything that may have used a port, and one host after the other: whether the
/// company's own rules let through what the cluster needs shows only once ours are gone. So the
/// others connect anew to the host, which must be a healthy member; a host that is cut off is put
/// back before the next one is touched.
record ClosedPorts(PlanInput input, List<Change> changes, PlanParts parts) {
  static final String PATH = "/closed-ports";
  private static final long ESTIMATE_MS = 3_000;

  List<Stage> stages() {
    var applies = input.site().network().firewall().applies();
    var works =
        input.desired().stream()
            .flatMap(host -> applies ? narrowed(host).stream() : withdrawn(host).stream())
            .toList();
    return works.isEmpty()
        ? List.of()
        : List.of(
            new Stage.Group(
                PATH,
                applies
                    ? "Close the ports that are no longer needed"
                    : "Take what Holdfast opened out of the firewalls: from then on the company's"
                        + " own rules alone decide, and must let through what holdfast requirements"
                        + " SITE --firewall "
                        + input.site().network().firewall().kind()
                        + " prints",
                Layout.FIREWALL,
                Optional.empty(),
                1,
                works));
  }

  /// The rules of before are held beside the new ones until this step.
  private Optional<Stage.HostWork> narrowed(DesiredHost host) {
    var kept = Layout.firewallKept(program());
    var isKept = reading(host).files().containsKey(kept);
    var replaced =
        changes.stream()
            .filter(FirewallStages::replaces)
            .anyMatch(change -> change.host().equals(host.host()) && !onlyOpens(host));
    if (!isKept && !replaced) {
      return Optional.empty();
    }
    var reload = new Action.Unit(Layout.FIREWALL_UNIT, UnitVerb.RELOAD);
    return Optional.of(
        work(
            host,
            "close the ports that are no longer needed in its firewall",
            List.of(new Action.RemoveFile(kept), reload),
            List.of(putBack(host), reload)));
  }

  /// Hosts that are new to the site are the only difference.
  private boolean onlyOpens(DesiredHost host) {
    var site = input.site();
    var before =
        site.hosts().stream()
            .filter(
                each ->
                    input.absent().contains(each.name())
                        || !reading(each.name()).current().isEmpty())
            .toList();
    return before.size() < site.hosts().size()
        && Platform.firewallCopy(site.withHosts(before), input.manifest(), siteHost(host))
            .equals(standing(host));
  }

  /// What stands there by an earlier will of the site.
  private Optional<Stage.HostWork> withdrawn(DesiredHost host) {
    return standing(host)
        .map(
            copy ->
                work(
                    host,
                    "take what Holdfast opened out of its firewall",
                    List.of(
                        new Action.Unit(Layout.FIREWALL_UNIT, UnitVerb.STOP),
                        new Action.Unit(Layout.FIREWALL_UNIT, UnitVerb.DISABLE),
                        new Action.RemoveFile(Layout.FIREWALL_UNIT_FILE),
                        new Action.ReloadUnits(),
                        new Action.RemoveFile(Layout.firewallKept(program())),
                        new Action.RemoveFile(program() + "/" + Layout.FIREWALL + "/current")),
                    List.of(
                        putBack(host),
                        new Action.SwitchCopy(program(), Layout.FIREWALL, copy),
                        new Action.ReloadUnits(),
                        new Action.Unit(Layout.FIREWALL_UNIT, UnitVerb.ENABLE),
                        new Action.Unit(Layout.FIREWALL_UNIT, UnitVerb.START))));
  }

  private Stage.HostWork work(
      DesiredHost host, String title, List<Action> close, List<Action> undo) {
    var gates = MemberGates.of(parts, host);
    var steps =
        Stream.concat(
            Stream.of(step(host, "close", title, close)),
            new Connections(input.site(), input.manifest()).stepsTo(PATH, siteHost(host)).stream());
    return new Stage.HostWork(
        host.host(),
        gates.before(),
        gates.again(),
        steps.toList(),
        gates.after(),
        List.of(step(host, "undo", "put back what Holdfast opened in its firewall", undo)),
        gates.after());
  }

  private static Action putBack(DesiredHost host) {
    return new Action.PutBack(path(host, "close"));
  }

  private static Step step(DesiredHost host, String name, String title, List<Action> actions) {
    return new Step(
        path(host, name), host.host(), title, new Step.OnHost(actions), true, ESTIMATE_MS);
  }

  private static String path(DesiredHost host, String name) {
    return PATH + "/" + host.host() + "/" + name;
  }

  private Optional<String> standing(DesiredHost host) {
    return Optional.ofNullable(reading(host).current().get(Layout.FIREWALL));
  }

  private Host siteHost(DesiredHost host) {
    return input.site().host(host.host()).orElseThrow();
  }

  private HostReading reading(DesiredHost host) {
    return reading(host.host());
  }

  private HostReading reading(String host) {
    return Objects.requireNonNull(input.readings().get(host), host);
  }

  private String program() {
    return input.site().places().program();
  }
}
