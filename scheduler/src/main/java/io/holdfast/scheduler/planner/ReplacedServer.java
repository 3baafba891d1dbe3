package io.holdfast.scheduler.planner;

import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The plan for a server that came back empty under its old address: what it was before is
/// forgotten by every quorum it voted in, while the others hold each of them without it; then it is
/// installed like any new host, joins empty, and gets everything from the others.
public record ReplacedServer(Site site, String host) {
  private static final String PATH = Plan.Verb.REPLACE.path();
  private static final String COUNTED = "/counted-on-again";

  /// The host that such a plan takes in again; none for other plans.
  public static String hostOf(Plan plan) {
    return plan.stages().stream()
        .filter(stage -> stage.path().equals(PATH))
        .flatMap(stage -> stage.planned().stream())
        .map(Step::host)
        .findFirst()
        .orElse("");
  }

  /// `installs` is the plan of everything that is missing there.
  public Plan plan(Plan installs) {
    var stages =
        Stream.of(Stream.of(forgets()), installs.stages().stream(), Stream.of(counted()))
            .flatMap(parts -> parts)
            .toList();
    return installs.copy().verb(Plan.Verb.REPLACE).stages(stages).made();
  }

  /// Whoever replaced its disk may have begun a maintenance for that.
  private Stage counted() {
    var step =
        HostSteps.operate(
            COUNTED,
            host,
            "end-maintenance",
            "consul.end-maintenance",
            "note that it is counted on",
            false,
            Map.of("host", host));
    return new Stage.Sequence(COUNTED, "Count on " + host + " again", List.of(step), List.of());
  }

  private Stage forgets() {
    var systems = List.of(Layout.CONSUL, site.engine().word());
    var gates = new GateSpecs(site, 1);
    var work =
        new Stage.HostWork(
            host,
            systems.stream()
                .map(it -> new QuorumGateSpecs(it, gates).beforeForgotten(host))
                .toList(),
            List.of(),
            systems.stream()
                .map(
                    system ->
                        HostSteps.operate(
                            PATH,
                            host,
                            "forget-" + system,
                            system + ".forget-member",
                            "let " + system + " forget what this host was before",
                            false,
                            Map.of("host", host)))
                .toList(),
            List.of(),
            List.of(),
            List.of());
    return new Stage.Group(
        PATH,
        "Let the cluster forget what " + host + " was before",
        Stage.Group.HOST,
        Optional.empty(),
        1,
        List.of(work));
  }
}
