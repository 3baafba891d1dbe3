package io.holdfast.scheduler.planner;

import static io.holdfast.scheduler.planner.NomadPlannerTest.DIGEST;
import static io.holdfast.scheduler.planner.NomadPlannerTest.NOTHING;
import static io.holdfast.scheduler.planner.NomadPlannerTest.OLD_CNI;
import static io.holdfast.scheduler.planner.NomadPlannerTest.OLD_DOCKER;
import static io.holdfast.scheduler.planner.NomadPlannerTest.OLD_NOMAD;
import static io.holdfast.scheduler.planner.NomadPlannerTest.manifest;
import static io.holdfast.scheduler.planner.NomadPlannerTest.site;
import static io.holdfast.scheduler.planner.NomadPlannerTest.upgrade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.host.HostReading;
import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.platform.Platform;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Plans for hosts with a Docker that somebody else looks after.
class UsedDockerPlanTest {
  private static final String USED = "existing: {docker: use}\n";

  @Test
  void leavesADockerAloneThatIsToBeUsedAsItStands() {
    var manifest = manifest(OLD_NOMAD, OLD_DOCKER, OLD_CNI);
    var desired = new Platform(site(USED), manifest, image -> List.of()).hosts();
    var plan =
        PracticePlans.plan(
            site(USED), manifest, Plan.Verb.INSTALL, desired, Map.of(), operation -> true);
    assertThat(plan.stages()).extracting(Stage::path).doesNotContain("/first-start/docker");
    assertThat(plan.stages()).extracting(Stage::path).contains("/first-start/nomad-clients");
    assertThat(desired).noneMatch(host -> host.copies().containsKey("docker"));
    assertThat(Json.write(plan.stages())).doesNotContain("docker.service.d", "daemon.json");
    assertThat(PlanText.of(plan, Outline.of(plan, Set.of())))
        .contains(
            "  docker on w1, w2 is used as it stands: not installed, changed, restarted or"
                + " upgraded");
    assertThat(Json.read(Json.canonical(plan), Plan.class)).isEqualTo(plan);
    assertThat(upgrade(USED, manifest, manifest(OLD_NOMAD, "26.1.5", OLD_CNI)).isEmpty()).isTrue();
  }

  @Test
  void doesNotTurnADockerOfItsOwnIntoOneThatIsOnlyUsed() {
    var manifest = manifest(OLD_NOMAD, OLD_DOCKER, OLD_CNI);
    var managed =
        PracticePlans.standing(new Platform(site(NOTHING), manifest, image -> List.of()).hosts());
    var desired = new Platform(site(USED), manifest, image -> List.of()).hosts();
    assertThatThrownBy(
            () ->
                PracticePlans.plan(
                    site(USED), manifest, Plan.Verb.APPLY, desired, managed, operation -> false))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(Problem::id)
                    .containsExactly(ProblemId.EXISTING_REFUSED, ProblemId.EXISTING_REFUSED));
  }

  @Test
  void installsNoDockerOverOneOfSomebodyElse() {
    var manifest = manifest(OLD_NOMAD, OLD_DOCKER, OLD_CNI);
    var units = Map.of("docker.service", new HostReading.UnitReading("active", true, 7, 1));
    var foreign = PracticePlans.reading(Map.of(), Map.of(), units, Map.of());
    var desired = new Platform(site(NOTHING), manifest, image -> List.of()).hosts();
    assertThatThrownBy(
            () ->
                PracticePlans.plan(
                    site(NOTHING),
                    manifest,
                    Plan.Verb.INSTALL,
                    desired,
                    Map.of("w2", foreign),
                    operation -> true))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> {
              assertThat(refused.first().id()).isEqualTo(ProblemId.EXISTING_DOCKER);
              assertThat(refused.first().host()).contains("w2");
            });
    var begun =
        PracticePlans.reading(
            Map.of(),
            Map.of("/etc/systemd/system/docker.service.d/holdfast.conf", DIGEST),
            units,
            Map.of());
    var resumed =
        PracticePlans.plan(
            site(NOTHING),
            manifest,
            Plan.Verb.INSTALL,
            desired,
            Map.of("w2", begun),
            operation -> true);
    assertThat(resumed.isEmpty()).isFalse();
  }
}
