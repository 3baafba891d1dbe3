package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.Span;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.Platform;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// When a plan saves what the servers hold, and of which product.
class SnapshotStagesTest {
  private static List<String> saved(Plan plan) {
    return plan.stages().stream()
        .filter(stage -> stage.path().equals("/snapshot"))
        .flatMap(stage -> stage.planned().stream())
        .map(step -> ((Step.Operate) step.work()).operation())
        .toList();
  }

  private static Outline.Part part(Plan plan, String path) {
    return Outline.of(plan, Set.of()).parts().stream()
        .filter(part -> part.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void savesTheProductWhoseServersGetAnotherVersionRightBeforeThem() {
    var plan = NomadPlannerTest.newNomad(NomadPlannerTest.NOTHING);
    assertThat(saved(plan))
        .containsExactly("nomad.save-snapshot", "nomad.rehearse-snapshot", "nomad.count-durable");
    assertThat(plan.stages())
        .extracting(Stage::path)
        .containsSubsequence("/stage", "/snapshot", "/nomad-servers");
    assertThat(plan.stages().get(1).planned())
        .extracting(Step::path)
        .containsExactly(
            "/snapshot/s1/nomad.save-snapshot",
            "/snapshot/s1/nomad.rehearse-snapshot",
            "/snapshot/s1/nomad.count-durable");
    assertThat(plan.stages().get(1).planned()).noneMatch(Step::disruptive);
  }

  @Test
  void rehearsesTheCopyOfEachServerThatChangesUnlessTheSiteWantsNone() {
    var step = NomadPlannerTest.newNomad(NomadPlannerTest.NOTHING).stages().get(1).planned().get(1);
    assertThat(step.title())
        .matches("rehearse 2[.]0[.]5 on a copy of the state of the scheduler, apart.*");
    assertThat(Span.of(step)).as("for a window").isEqualTo(new Span(60_000, 1_380_000));
    assertThat(((Step.Operate) step.work()).parameters())
        .containsEntry("counting", "/snapshot/s1/nomad.save-snapshot")
        .containsEntry("deadlineMs", "1200000")
        .hasEntrySatisfying(
            "copies",
            copies ->
                assertThat(copies)
                    .matches("s1=2.0.5-[0-9a-f]{12},s2=2.0.5-[0-9a-f]{12},s3=2.0.5-[0-9a-f]{12}"));
    assertThat(saved(NomadPlannerTest.newNomad("upgrade: {rehearsal: off}\n")))
        .containsExactly("nomad.save-snapshot", "nomad.count-durable");
  }

  @Test
  void comparesBehindEachServerWithWhatThatStepCounted() {
    var plan = NomadPlannerTest.newNomad(NomadPlannerTest.NOTHING);
    var servers = PracticePlans.group(plan, "/nomad-servers");
    for (var work : servers.hosts()) {
      assertThat(work.after())
          .filteredOn(gate -> gate.gate().equals("nomad.durable-counts"))
          .singleElement()
          .satisfies(
              gate ->
                  assertThat(gate.parameters())
                      .containsEntry("host", work.host())
                      .containsEntry("counting", "/snapshot/s1/nomad.count-durable"));
    }
  }

  @Test
  void savesNothingOnAFirstInstallationOrWhereOnlyConfigurationChanges() {
    var manifest =
        NomadPlannerTest.manifest(
            NomadPlannerTest.OLD_NOMAD, NomadPlannerTest.OLD_DOCKER, NomadPlannerTest.OLD_CNI);
    var site = NomadPlannerTest.site(NomadPlannerTest.NOTHING);
    var other = NomadPlannerTest.site("network: {datacenter: berlin}\n");
    var desired = new Platform(site, manifest, image -> List.of()).hosts();
    var install =
        PracticePlans.plan(
            site, manifest, Plan.Verb.INSTALL, desired, java.util.Map.of(), operation -> true);
    var apply =
        PracticePlans.plan(
            other,
            manifest,
            Plan.Verb.APPLY,
            new Platform(other, manifest, image -> List.of()).hosts(),
            PracticePlans.standing(desired),
            operation -> false);
    assertThat(saved(install)).isEmpty();
    assertThat(apply.stages()).extracting(Stage::path).contains("/nomad-servers");
    assertThat(saved(apply)).isEmpty();
  }

  @Test
  void saysThatTheSnapshotOfThisRunLeadsBackAndThatTakingItChangesNothing() {
    var plan = NomadPlannerTest.newNomad(NomadPlannerTest.NOTHING);
    assertThat(part(plan, "/nomad-servers").wayBack().afterwards())
        .contains("this run saves one")
        .doesNotContain("snapshot save FILE");
    assertThat(part(plan, "/snapshot").wayBack().how())
        .isEqualTo("none needed: the products are only read");
    assertThat(part(plan, "/snapshot").users()).isEqualTo("nothing");
  }
}
