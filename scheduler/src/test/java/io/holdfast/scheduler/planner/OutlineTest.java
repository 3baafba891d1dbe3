package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.plan.GateWords;
import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Outline.Fate;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import io.holdfast.scheduler.plan.Span;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.Platform;
import io.holdfast.templates.site.WorkerMode;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What follows from plans of the real planner for who decides about them.
class OutlineTest {
  private static final Set<String> WORKERS = Set.of("w1", "w2");

  private static Outline outline(Plan plan) {
    return Outline.of(plan, WORKERS);
  }

  private static Outline.Part part(Plan plan, String path) {
    return outline(plan).parts().stream()
        .filter(part -> part.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  private static Plan newDocker() {
    return NomadPlannerTest.upgrade(
        NomadPlannerTest.NOTHING,
        NomadPlannerTest.manifest(
            NomadPlannerTest.OLD_NOMAD, NomadPlannerTest.OLD_DOCKER, NomadPlannerTest.OLD_CNI),
        NomadPlannerTest.manifest(NomadPlannerTest.OLD_NOMAD, "26.1.5", NomadPlannerTest.OLD_CNI));
  }

  @Test
  void namesFromAndToOfEachHostInTheOrderOfThePlan() {
    var servers =
        part(NomadPlannerTest.newNomad(NomadPlannerTest.NOTHING), "/nomad-servers").hosts();
    assertThat(servers).extracting(Outline.HostPart::host).containsExactly("s1", "s2", "s3");
    assertThat(servers)
        .allSatisfy(
            host -> {
              assertThat(host.from()).contains("2.0.4");
              assertThat(host.to()).contains("2.0.5");
            });
  }

  @Test
  void saysOfEachWorkerWhetherItsTasksStayAreWaitedForOrMove() {
    assertThat(fate(NomadPlannerTest.newNomad(NomadPlannerTest.NOTHING), "/nomad-clients"))
        .isEqualTo(
            new Outline.Tasks(Fate.STAY, "run on; a gate compares them with those of before", 0));
    assertThat(fate(NomadPlannerTest.newNomad(NomadPlannerTest.WAIT), "/nomad-clients"))
        .isEqualTo(
            new Outline.Tasks(
                Fate.WAIT,
                "none is added; those that end by themselves are waited for, at most 900 s; the"
                    + " others run on",
                900_000));
    assertThat(fate(NomadPlannerTest.newNomad(NomadPlannerTest.MIGRATE), "/nomad-clients").text())
        .isEqualTo("move to other workers within 45 s, but for system jobs");
    assertThat(fate(newDocker(), "/docker-workers").fate()).isEqualTo(Fate.MOVE);
    assertThat(fate(NomadPlannerTest.newNomad(NomadPlannerTest.NOTHING), "/nomad-servers").fate())
        .isEqualTo(Fate.NONE);
  }

  private static Outline.Tasks fate(Plan plan, String path) {
    return part(plan, path).hosts().getFirst().tasks();
  }

  @Test
  void countsWhatIsWaitedForOnlyInTheLongestTime() {
    var inPlace = part(NomadPlannerTest.newNomad(NomadPlannerTest.NOTHING), "/nomad-clients");
    var wait = part(NomadPlannerTest.newNomad(NomadPlannerTest.WAIT), "/nomad-clients");
    assertThat(wait.takes().mostMs() - inPlace.takes().mostMs()).isGreaterThan(1_799_000);
    assertThat(wait.takes().leastMs() - inPlace.takes().leastMs()).isLessThan(60_000);
  }

  @Test
  void addsUpWhatComesOneAfterTheOther() {
    var outline = outline(NomadPlannerTest.newNomad(NomadPlannerTest.NOTHING));
    var most = outline.parts().stream().mapToLong(part -> part.takes().mostMs()).sum();
    assertThat(outline.all().mostMs()).isEqualTo(most);
    assertThat(outline.mixed().mostMs()).isPositive().isLessThan(most);
    var servers = part(NomadPlannerTest.newNomad(NomadPlannerTest.NOTHING), "/nomad-servers");
    assertThat(servers.takes().leastMs())
        .isEqualTo(servers.hosts().stream().mapToLong(host -> host.takes().leastMs()).sum());
  }

  @Test
  void saysHowAQuorumGroupIsTakenBackAndWhereThatEnds() {
    var servers = part(NomadPlannerTest.newNomad(NomadPlannerTest.NOTHING), "/nomad-servers");
    assertThat(servers.wayBack().how())
        .isEqualTo(
            "a host that fails is put back: its files as they were; the link to the copy of"
                + " before; an empty raft folder, filled by the leader");
    assertThat(servers.wayBack().until())
        .isEqualTo("until a changed server leads: at the latest when the last one stops");
    assertThat(servers.wayBack().afterwards()).contains("this run saves one");
    assertThat(servers.risk()).startsWith("while one of 3 servers changes, no other may fail");
    assertThat(part(newDocker(), "/docker-workers").wayBack().how())
        .contains("the exact packages of before");
  }

  @Test
  void leadsBackByANewPlanWhereOnlyConfigurationChanges() {
    var manifest =
        NomadPlannerTest.manifest(
            NomadPlannerTest.OLD_NOMAD, NomadPlannerTest.OLD_DOCKER, NomadPlannerTest.OLD_CNI);
    var site = NomadPlannerTest.site(NomadPlannerTest.NOTHING);
    var other = NomadPlannerTest.site("network: {datacenter: berlin}\n");
    var standing = PracticePlans.standing(new Platform(site, manifest, image -> List.of()).hosts());
    var plan =
        PracticePlans.plan(
            other,
            manifest,
            Plan.Verb.APPLY,
            new Platform(other, manifest, image -> List.of()).hosts(),
            standing,
            operation -> false);
    assertThat(part(plan, "/nomad-servers").wayBack().afterwards())
        .isEqualTo("a new plan with the configuration of before: holdfast apply");
  }

  @Test
  void saysSoInTheTextOfThePlan() {
    var plan = NomadPlannerTest.newNomad(NomadPlannerTest.MIGRATE);
    assertThat(PlanText.of(plan, outline(plan)))
        .contains(
            "    tasks: move to other workers within 45 s, but for system jobs",
            "  users notice: requests go to other hosts before one is changed, and come back after"
                + " it; tasks are started anew on other workers")
        .anyMatch(line -> line.startsWith("  after that: only forward: what a newer version wrote"))
        .anyMatch(line -> line.startsWith("Hosts stand at different versions for about"))
        .anyMatch(line -> line.matches(".* steps, .* disruptive, about .* minutes"));
  }

  private static List<Boolean> closingIsPending(List<Step.Operate> operations) {
    return operations.stream().map(step -> !step.operation().endsWith(".open-worker")).toList();
  }

  @Test
  void saysThatAWorkerIsOpenedAgainWhereADrainFailsOrIsOver() {
    var site = NomadPlannerTest.site(NomadPlannerTest.NOTHING);
    var plans = new WorkerPlans(site, "id-1", "site-digest", OutlineTest::closingIsPending);
    var drain = part(plans.drain("w1", WorkerMode.MIGRATE, 60_000), "/drain");
    assertThat(drain.hosts().getFirst().tasks().fate()).isEqualTo(Fate.MOVE);
    assertThat(drain.wayBack().afterwards()).isEqualTo("holdfast undrain HOST");
    assertThat(drain.wayBack().how()).contains("open it for work");
    var exclude = part(plans.exclude("w1"), "/exclude");
    assertThat(exclude.wayBack().afterwards()).isEqualTo("holdfast undrain HOST");
    assertThat(exclude.users()).isEqualTo("tasks may be started anew elsewhere");
  }

  @Test
  void leavesThePlanAndItsDigestAlone() {
    var plan = NomadPlannerTest.newNomad(NomadPlannerTest.NOTHING);
    var digest = plan.digest();
    assertThat(Json.write(outline(plan))).isEqualTo(Json.write(outline(plan)));
    assertThat(plan.digest()).isEqualTo(digest);
    assertThat(Json.write(plan)).doesNotContain("wayBack", "outline");
  }

  @Test
  void hasWordsForEveryGateOfTheCatalogue() {
    assertThat(Gates.names()).allSatisfy(gate -> assertThat(GateWords.of(gate)).isNotEqualTo(gate));
  }

  @Test
  void roundsTimesToWholeMinutes() {
    assertThat(new Span(0, 60_000).text()).isEqualTo("about a minute");
    assertThat(new Span(30_000, 61_000).text()).isEqualTo("about 1 to 2 minutes");
    assertThat(new Span(180_000, 180_000).text()).isEqualTo("about 3 minutes");
  }
}
