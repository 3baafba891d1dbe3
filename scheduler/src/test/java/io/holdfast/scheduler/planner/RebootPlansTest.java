package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RebootPlansTest {
  private static final Set<String> ALL = Set.of("s1", "s2", "s3", "w1", "w2", "w3", "w4");

  /// Two of the workers balance too; `mode` is what becomes of tasks.
  private static Site site(String engine, String mode) {
    return AcmeSite.of(
        engine,
        AcmeSite.tasks(mode).replace("{", "{workerBatch: 2, "),
        3,
        AcmeSite.BOTH,
        AcmeSite.BOTH,
        AcmeSite.WORKER,
        AcmeSite.WORKER);
  }

  /// `pending` names the operations that would change something.
  private static Plan plan(String engine, String mode, Set<String> hosts, String... pending) {
    var site = site(engine, mode);
    Pending looks =
        operations ->
            operations.stream().map(it -> List.of(pending).contains(it.operation())).toList();
    var standing =
        site.hosts().stream().collect(Collectors.toMap(Host::name, _ -> AcmeSite.standing()));
    return new RebootPlans(site, "acme-1", "digest", standing, looks, 900).of(hosts);
  }

  @Test
  void bootsServersFirstAndHostsWithABalancerLastAndAlone() {
    var plan = plan("swarm", "in-place", ALL, "lb.drain");
    assertThat(plan.stages())
        .extracting(Stage::path)
        .containsExactly("/reboot-servers", "/reboot-workers", "/reboot-balancers");
    assertThat(hosts(plan, 0)).containsExactly("s1", "s2", "s3");
    assertThat(hosts(plan, 1)).containsExactly("w3", "w4");
    assertThat(hosts(plan, 2)).containsExactly("w1", "w2");
    assertThat(group(plan, 0).quorum()).contains(new Stage.QuorumRule("swarm", 3));
    assertThat(group(plan, 1).batch()).isEqualTo(2);
    assertThat(group(plan, 2).batch()).isEqualTo(1);
    assertThat(plan.verb().bringsBundle()).isFalse();
    assertThat(plan.verb().isGoneOnWith()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nomad", "swarm"})
  void bootsAServerOnlyWhileBothQuorumsCanLoseItAndSeesItBackInBoth(String engine) {
    var work = work(plan(engine, "in-place", ALL, "lb.drain"), 0, "s2");
    assertThat(gates(work.before())).contains("consul.quorum-before", engine + ".quorum-before");
    assertThat(gates(work.again())).contains("consul.quorum-or-down", engine + ".quorum-or-down");
    assertThat(gates(work.after()))
        .contains("agent.healthy", "consul.member-after", engine + ".member-after");
    assertThat(work.after().stream().map(gate -> gate.parameters().get("version")))
        .contains("0.1.0", "1.15.4", engine.equals("nomad") ? "2.0.5" : "26.1.5");
    assertThat(work.undo()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "nomad, in-place, 'lb.drain,reboot,lb.ready'",
    "nomad, wait, 'lb.drain,nomad.close-worker,reboot,nomad.open-worker,lb.ready'",
    "nomad, migrate, 'lb.drain,nomad.close-worker,reboot,nomad.open-worker,lb.ready'",
    "swarm, in-place, 'lb.drain,reboot,lb.ready'",
    "swarm, wait, 'lb.drain,swarm.availability,reboot,swarm.availability,lb.ready'",
    "swarm, migrate, 'lb.drain,swarm.drain-worker,reboot,swarm.availability,lb.ready'"
  })
  void treatsTheTasksOfAWorkerAsTheSiteWants(String engine, String mode, String steps) {
    var work = work(plan(engine, mode, ALL, "lb.drain"), 1, "w3");
    assertThat(String.join(",", names(work.steps()))).isEqualTo(steps);
    assertThat(gates(work.before())).contains("lb.backends-up");
    assertThat(gates(work.again())).contains("lb.others-serve-or-down", "lb.drained");
    assertThat(gates(work.after())).contains("consul.client-alive", "lb.host-back");
    assertThat(work.again()).allMatch(gate -> gate.timeoutMs() >= 900_000);
  }

  @Test
  void leavesAWorkerClosedThatSomebodyClosedInASwarm() {
    var plan = plan("swarm", "migrate", ALL, "lb.drain", "swarm.availability");
    assertThat(names(work(plan, 1, "w3").steps()))
        .containsExactly("lb.drain", "reboot", "lb.ready");
  }

  @Test
  void asksTheOtherBalancerToServeBeforeAndBeforeABootIsAskedForAgain() {
    var work = work(plan("swarm", "in-place", ALL, "lb.drain"), 2, "w1");
    assertThat(work.before()).extracting(GateSpec::path).contains("lb.serving@w2");
    assertThat(work.again()).extracting(GateSpec::path).contains("lb.serving@w2");
    assertThat(work.after()).extracting(GateSpec::path).contains("lb.serving@w1");
  }

  @Test
  void waitsForNoTrafficWhereNobodyIsServed() {
    var work = work(plan("swarm", "in-place", ALL), 1, "w3");
    assertThat(names(work.steps())).containsExactly("reboot");
    assertThat(gates(work.after())).doesNotContain("lb.host-back");
  }

  @Test
  void handsRaftLeadershipsOverBeforeAServerGoes() {
    assertThat(names(work(plan("nomad", "in-place", ALL), 0, "s1").steps()))
        .containsExactly("consul.hand-over", "nomad.hand-over", "reboot");
    assertThat(names(work(plan("swarm", "in-place", ALL), 0, "s1").steps()))
        .containsExactly("consul.hand-over", "reboot");
  }

  @Test
  void bootsOnlyTheChosenHosts() {
    var plan = plan("nomad", "in-place", Set.of("w3", "s2"), "lb.drain");
    assertThat(plan.stages()).hasSize(2);
    assertThat(hosts(plan, 0)).containsExactly("s2");
    assertThat(hosts(plan, 1)).containsExactly("w3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nomad", "swarm"})
  void namesOnlyGatesAndOperationsThatThereAre(String engine) {
    var plan = plan(engine, "migrate", ALL, "lb.drain");
    for (var stage : plan.stages()) {
      for (var work : ((Stage.Group) stage).hosts()) {
        assertThat(Gates.names())
            .containsAll(gates(work.before()))
            .containsAll(gates(work.again()))
            .containsAll(gates(work.after()));
      }
    }
    assertThat(Operations.names())
        .containsAll(names(plan.steps()).stream().filter(it -> it.contains(".")).toList());
  }

  @Test
  void isReadAsItWasWrittenAndSaysWhatBecomesOfTasks() {
    var plan = plan("nomad", "wait", ALL, "lb.drain");
    assertThat(Json.read(Json.canonical(plan), Plan.class)).isEqualTo(plan);
    assertThat(String.join("\n", PlanText.of(plan, Outline.of(plan, Set.of("w3")))))
        .contains("/reboot-servers  Reboot the servers one by one, the leader last")
        .contains("the others end with this host");
    var inPlace = plan("nomad", "in-place", ALL, "lb.drain");
    assertThat(String.join("\n", PlanText.of(inPlace, Outline.of(inPlace, Set.of("w3")))))
        .contains("end with this host, which boots")
        .doesNotContain("different versions");
  }

  private static Stage.Group group(Plan plan, int stage) {
    return (Stage.Group) plan.stages().get(stage);
  }

  private static List<String> hosts(Plan plan, int stage) {
    return group(plan, stage).hosts().stream().map(Stage.HostWork::host).toList();
  }

  private static Stage.HostWork work(Plan plan, int stage, String host) {
    return group(plan, stage).hosts().stream()
        .filter(work -> work.host().equals(host))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> gates(List<GateSpec> gates) {
    return gates.stream().map(GateSpec::gate).toList();
  }

  private static List<String> names(List<Step> steps) {
    return steps.stream()
        .map(
            step ->
                step.work() instanceof Step.Operate operate
                    ? operate.operation()
                    : step.path().substring(step.path().lastIndexOf('/') + 1))
        .toList();
  }
}
