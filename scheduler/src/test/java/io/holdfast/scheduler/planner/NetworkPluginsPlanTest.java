package io.holdfast.scheduler.planner;

import static io.holdfast.scheduler.planner.NomadPlannerTest.NOTHING;
import static io.holdfast.scheduler.planner.NomadPlannerTest.OLD_CNI;
import static io.holdfast.scheduler.planner.NomadPlannerTest.OLD_DOCKER;
import static io.holdfast.scheduler.planner.NomadPlannerTest.OLD_NOMAD;
import static io.holdfast.scheduler.planner.NomadPlannerTest.manifest;
import static io.holdfast.scheduler.planner.NomadPlannerTest.site;
import static io.holdfast.scheduler.planner.NomadPlannerTest.upgrade;
import static io.holdfast.scheduler.planner.PracticePlans.gates;
import static io.holdfast.scheduler.planner.PracticePlans.group;
import static io.holdfast.scheduler.planner.PracticePlans.hosts;
import static io.holdfast.scheduler.planner.PracticePlans.names;
import static io.holdfast.scheduler.planner.PracticePlans.stage;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.Platform;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Plans that lay network plugins down or change them.
class NetworkPluginsPlanTest {
  @Test
  void changesThePluginsOfOneWorkerFirstWithAWayBackAndRestartsNothing() {
    var plan =
        upgrade(
            NOTHING,
            manifest(OLD_NOMAD, OLD_DOCKER, OLD_CNI),
            manifest(OLD_NOMAD, OLD_DOCKER, "1.9.1"));
    assertThat(plan.stages()).extracting(Stage::path).containsExactly("/stage", "/network-plugins");
    var group = group(plan, "/network-plugins");
    assertThat(group.quorum()).isEmpty();
    assertThat(group.hosts()).extracting(Stage.HostWork::host).containsExactly("w1", "w2");
    var work = group.hosts().getFirst();
    assertThat(names(work.steps())).containsExactly("swap", "read-again");
    assertThat(gates(work.after())).containsExactly("nomad.plugins-read", "nomad.worker-ready");
    assertThat(work.after().getFirst().parameters()).containsEntry("version", "1.9.1");
    assertThat(work.after().getLast().parameters()).doesNotContainKey("version");
    assertThat(names(work.undo())).containsExactly("undo", "read-again-again");
    assertThat(gates(work.undone())).containsExactly("nomad.worker-ready");
    assertThat(switched(work.steps().getFirst())).startsWith("1.9.1");
    assertThat(switched(work.undo().getFirst())).startsWith(OLD_CNI);
    assertThat(plan.steps())
        .extracting(Step::work)
        .filteredOn(Step.OnHost.class::isInstance)
        .flatExtracting(done -> ((Step.OnHost) done).actions())
        .filteredOn(Action.Unit.class::isInstance)
        .extracting(unit -> ((Action.Unit) unit).verb())
        .containsOnly(Action.UnitVerb.RELOAD);
  }

  private static String switched(Step step) {
    return ((Step.OnHost) step.work())
        .actions().stream()
            .filter(Action.SwitchCopy.class::isInstance)
            .map(action -> ((Action.SwitchCopy) action).copyId())
            .findFirst()
            .orElse("");
  }

  /// A worker that is new has nothing that could go back, and no client that could be asked.
  @Test
  void laysThePluginsOfANewWorkerDownBeforeItsClientStarts() {
    var to = manifest(OLD_NOMAD, OLD_DOCKER, "1.9.1");
    var from =
        new Platform(site(NOTHING), manifest(OLD_NOMAD, OLD_DOCKER, OLD_CNI), image -> List.of());
    var standing = new TreeMap<>(PracticePlans.standing(from.hosts()));
    standing.remove("w2");
    var plan =
        PracticePlans.plan(
            site(NOTHING),
            to,
            Plan.Verb.UPGRADE,
            new Platform(site(NOTHING), to, image -> List.of()).hosts(),
            standing,
            operation -> false);
    assertThat(hosts(stage(plan, "/first-start/network-plugins"))).containsExactly("w2");
    assertThat(hosts(stage(plan, "/network-plugins"))).containsExactly("w1");
    assertThat(plan.stages())
        .extracting(Stage::path)
        .containsSubsequence(
            "/first-start/network-plugins", "/first-start/nomad-clients", "/network-plugins");
  }
}
