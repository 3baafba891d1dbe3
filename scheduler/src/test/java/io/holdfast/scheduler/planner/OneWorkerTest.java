package io.holdfast.scheduler.planner;

import static io.holdfast.scheduler.planner.PracticePlans.gates;
import static io.holdfast.scheduler.planner.PracticePlans.group;
import static io.holdfast.scheduler.planner.PracticePlans.operate;
import static io.holdfast.scheduler.planner.PracticePlans.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Outline.Fate;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.site.WorkerMode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A site with one worker: nobody else can serve while that one is changed, so nobody is waited
/// for, and the plan announces the downtime.
class OneWorkerTest {
  private static final List<String> OTHERS_SERVE =
      List.of("lb.backends-up", "lb.others-serve-or-down");
  private static final String NO_ANSWER =
      "no request is answered until w1 is back, for there is no other worker";
  private static final String W2 = "  - {name: w2, address: 10.0.0.5, roles: [worker, lb]}\n";

  private static Site site(String engine, String mode, UnaryOperator<String> hosts) {
    return PracticePlans.site(
        text ->
            hosts.apply(text)
                + "engine: %s\nupgrade: {workers: %s, workerBatch: 3, drainSeconds: 45}\n"
                    .formatted(engine, mode));
  }

  /// The other host only balances.
  private static Site oneWorker(String engine, String mode) {
    return site(engine, mode, text -> text.replace(W2, W2.replace("worker, ", "")));
  }

  private static Plan newDocker(Site site) {
    return NomadPlannerTest.upgrade(
        site,
        NomadPlannerTest.manifest(
            NomadPlannerTest.OLD_NOMAD, NomadPlannerTest.OLD_DOCKER, NomadPlannerTest.OLD_CNI),
        NomadPlannerTest.manifest(NomadPlannerTest.OLD_NOMAD, "26.1.5", NomadPlannerTest.OLD_CNI));
  }

  private static Plan reboot(Site site, String... hosts) {
    var standing =
        site.hosts().stream()
            .collect(
                Collectors.<Host, String, SortedMap<String, String>>toMap(
                    Host::name, _ -> new TreeMap<>(Map.of("agent", "0.1.0-aaaaaaaaaaaa"))));
    Pending serves = list -> list.stream().map(it -> it.operation().equals("lb.drain")).toList();
    return new RebootPlans(site, "id-1", "digest", standing, serves, 900).of(Set.of(hosts));
  }

  /// All is still to be done; the worker is open.
  private static List<Boolean> toBeDone(List<Step.Operate> operations) {
    return operations.stream()
        .map(
            it ->
                !it.operation().equals("nomad.open-worker")
                    && !"active".equals(it.parameters().get("availability")))
        .toList();
  }

  private static WorkerPlans workers(Site site) {
    return new WorkerPlans(site, "id-1", "digest", OneWorkerTest::toBeDone);
  }

  private static Stage.HostWork work(Plan plan, String path) {
    return group(plan, path).hosts().getFirst();
  }

  private static Outline outline(Plan plan) {
    return Outline.of(plan, Set.of("w1"));
  }

  private static Outline.Tasks tasks(Plan plan, String path) {
    return outline(plan).parts().stream()
        .filter(part -> part.path().equals(path))
        .findFirst()
        .orElseThrow()
        .hosts()
        .getFirst()
        .tasks();
  }

  @Test
  void isChangedWithoutWaitingForOthersThatServe() {
    var work = work(newDocker(oneWorker("nomad", "in-place")), "/docker-workers");
    assertThat(work.host()).isEqualTo("w1");
    assertThat(gates(work.before())).isEmpty();
    assertThat(gates(work.again())).containsExactly("lb.drained");
    assertThat(PracticePlans.names(work.steps()))
        .containsExactly("drain", "close", "swap", "open", "ready");
    assertThat(gates(work.after())).contains("lb.host-back");
  }

  @Test
  void asksForNoMoreOthersThanThereAre() {
    var two = newDocker(site("nomad", "in-place", text -> text));
    assertThat(work(two, "/docker-workers").before())
        .singleElement()
        .satisfies(
            gate -> {
              assertThat(gate.gate()).isEqualTo("lb.backends-up");
              assertThat(gate.parameters()).containsEntry("minimum", "1");
            });
    var specs = new GateSpecs(site("nomad", "in-place", text -> text), 3);
    assertThat(specs.othersServe("w1").getFirst().parameters()).containsEntry("minimum", "1");
    assertThat(outline(two).downtimes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nomad", "swarm"})
  void isBootedWithoutWaitingForOthersAndWithoutABalancerThatHasNobodyLeft(String engine) {
    var plan = reboot(oneWorker(engine, "migrate"), "w1");
    var work = work(plan, "/reboot-balancers");
    assertThat(gates(work.before())).doesNotContainAnyElementsOf(OTHERS_SERVE);
    assertThat(gates(work.before())).doesNotContain("lb.serving");
    assertThat(gates(work.again())).containsExactly("lb.drained");
    assertThat(gates(work.after())).contains("lb.host-back", "lb.serving");
    assertThat(operate(step(work.steps(), "close")).parameters()).containsEntry("alone", "yes");
    assertThat(outline(plan).downtimes()).containsExactly(NO_ANSWER);
    assertThat(tasks(plan, "/reboot-balancers").fate()).isEqualTo(Fate.END);
    var balancer = work(reboot(oneWorker(engine, "migrate"), "w2"), "/reboot-balancers");
    assertThat(gates(balancer.before())).contains("lb.serving");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nomad", "swarm"})
  void isDrainedAndThePlanSaysThatItsTasksEnd(String engine) {
    var plan = workers(oneWorker(engine, "in-place")).drain("w1", WorkerMode.MIGRATE, 60_000);
    assertThat(work(plan, "/drain").before()).isEmpty();
    assertThat(outline(plan).downtimes()).containsExactly(NO_ANSWER);
    assertThat(tasks(plan, "/drain"))
        .isEqualTo(
            new Outline.Tasks(
                Fate.END,
                "end within 60 s, for no other worker can take them; they start again when this"
                    + " one is open",
                60_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nomad", "swarm"})
  void isLetGoForAMaintenanceAndThePlanSaysThatItsTasksEnd(String engine) {
    var site = oneWorker(engine, "wait");
    var plan = new MaintenancePlans(site, "id-1", "digest", OneWorkerTest::toBeDone).begin("w1");
    assertThat(gates(work(plan, "/maintain").before())).isEmpty();
    assertThat(tasks(plan, "/maintain").fate()).isEqualTo(Fate.END);
    assertThat(outline(plan).downtimes()).containsExactly(NO_ANSWER);
  }

  @Test
  void neverHidesThatTheLastOneServesWhereAnotherIsThere() {
    var two = site("nomad", "migrate", text -> text);
    var removal =
        new RemovalPlans(
                two,
                "id-1",
                "digest",
                Map.of("w2", new TreeMap<>()),
                Set.of(),
                OneWorkerTest::toBeDone)
            .of(Set.of("w2"));
    assertThat(work(removal, "/remove").before())
        .singleElement()
        .satisfies(gate -> assertThat(gate.parameters()).containsEntry("minimum", "1"));
    assertThat(Outline.of(removal, Set.of("w1", "w2")).downtimes()).isEmpty();
    assertThat(gates(work(reboot(two, "w1"), "/reboot-balancers").before()))
        .contains("lb.backends-up", "lb.serving");
  }

  @Test
  void keepsItsTasksWhereOnlyItsSchedulerChangesInPlace() {
    var plan = NomadPlannerTest.newNomad(oneWorker("nomad", "in-place"));
    assertThat(outline(plan).downtimes()).isEmpty();
    assertThat(tasks(plan, "/nomad-clients").fate()).isEqualTo(Fate.STAY);
  }

  @Test
  void isAnnouncedInTheTextOfThePlan() {
    var plan = workers(oneWorker("nomad", "in-place")).drain("w1", WorkerMode.MIGRATE, 60_000);
    assertThat(PlanText.of(plan, outline(plan)))
        .contains(
            "  users notice: no request is answered while the only worker changes; what runs only"
                + " on the host that changes is away until it runs again",
            "    tasks: end within 60 s, for no other worker can take them; they start again when"
                + " this one is open",
            "    /drain/w1/close  end its work, which no other worker can take  (disruptive)")
        .endsWith("Downtime: " + NO_ANSWER + ".");
  }

  @Test
  void isAnnouncedLikeTheDowntimeOfASingleServer() {
    var site =
        site(
            "nomad",
            "in-place",
            text ->
                text.replace("  - {name: s2, address: 10.0.0.2, roles: [server]}\n", "")
                    .replace("  - {name: s3, address: 10.0.0.3, roles: [server]}\n", ""));
    assertThat(outline(NomadPlannerTest.newNomad(site)).downtimes())
        .containsExactly("nomad answers nobody until s1 is back, for there is no other server");
  }
}
