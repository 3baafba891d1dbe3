package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.plan.Outline;
import io.holdfast.scheduler.plan.Plan;
import io.holdfast.scheduler.plan.PlanText;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.site.Site;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaintenancePlansTest {
  private static final SortedMap<String, String> STANDING = AcmeSite.standing();

  private static Site site(String engine, String mode, int servers) {
    return AcmeSite.of(engine, AcmeSite.tasks(mode), servers, AcmeSite.BOTH, AcmeSite.BOTH);
  }

  /// All that these operations would do is still to be done; nothing else is.
  private static MaintenancePlans plans(String engine, String mode, String... pending) {
    return new MaintenancePlans(
        site(engine, mode, 3),
        "acme-1",
        "digest",
        operations ->
            operations.stream().map(it -> List.of(pending).contains(it.operation())).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "nomad, in-place, 'lb.drain,nomad.close-worker,lb.ready'",
    "nomad, wait, 'lb.drain,nomad.close-worker,nomad.close-worker,lb.ready'",
    "swarm, migrate, 'lb.drain,swarm.drain-worker,lb.ready'",
    "swarm, wait, 'lb.drain,swarm.availability,swarm.drain-worker,lb.ready'"
  })
  void emptiesAWorkerAndNotesItFirst(String engine, String mode, String steps) {
    var plan =
        plans(
                engine,
                mode,
                "consul.begin-maintenance",
                "lb.drain",
                "nomad.close-worker",
                "swarm.drain-worker")
            .begin("w1");
    var work = work(plan);
    assertThat(operations(work.steps())).isEqualTo("consul.begin-maintenance," + steps);
    assertThat(work.steps()).extracting(Step::path).doesNotHaveDuplicates();
    assertThat(gates(work.before())).contains("lb.backends-up", "lb.serving");
    assertThat(operations(work.undo())).endsWith("consul.end-maintenance");
    assertThat(plan.verb().isGoneOnWith()).isFalse();
  }

  @Test
  void letsAServerGoOnlyWhileBothQuorumsCanLoseItAndHandsItsLeadershipsOver() {
    var work = work(plans("nomad", "in-place", "consul.begin-maintenance").begin("s2"));
    assertThat(operations(work.steps()))
        .isEqualTo("consul.begin-maintenance,consul.hand-over,nomad.hand-over");
    assertThat(gates(work.before())).containsExactly("consul.quorum-before", "nomad.quorum-before");
  }

  @Test
  void opensNothingAgainThatSomebodyHadClosedWhenItCannotBeEmptied() {
    var pending = new String[] {"consul.begin-maintenance", "lb.drain", "swarm.availability"};
    assertThat(operations(work(plans("swarm", "in-place", pending).begin("w1")).undo()))
        .isEqualTo("lb.ready,consul.end-maintenance");
  }

  @Test
  void looksEachTimeWhetherAServerThatIsNotedCanGoNow() {
    var again = work(plans("nomad", "in-place").begin("s2"));
    assertThat(gates(again.before()))
        .containsExactly("consul.quorum-before", "nomad.quorum-before");
    assertThat(operations(again.steps()))
        .isEqualTo("consul.begin-maintenance,consul.hand-over,nomad.hand-over");
    assertThat(again.undo()).as("what was noted before stays noted").isEmpty();
    var balancer = work(plans("swarm", "in-place", "lb.drain").begin("w1"));
    assertThat(gates(balancer.before())).contains("lb.serving");
    assertThat(operations(balancer.steps())).isEqualTo("consul.begin-maintenance");
  }

  @Test
  void isDoneWhereTheHostIsNotedAndEmpty() {
    assertThat(plans("nomad", "in-place").end("w1", STANDING).isEmpty()).isTrue();
  }

  @Test
  void countsOnHostsAgainThatLeftOnceAndAsksThemNothing() {
    var plan = plans("nomad", "in-place").countOn(List.of("s4", "s5"));
    assertThat(operations(plan.steps())).isEqualTo("consul.end-maintenance,consul.end-maintenance");
    assertThat(plan.verb()).isEqualTo(Plan.Verb.RETURN);
    assertThat(plans("nomad", "in-place").countOn(List.of()).isEmpty()).isTrue();
  }

  @Test
  void takesAServerBackOnlyOnceItIsAMemberOfBothQuorums() {
    var work = work(plans("swarm", "in-place", "consul.end-maintenance").end("s2", STANDING));
    assertThat(gates(work.before())).containsExactly("consul.member-after", "swarm.member-after");
    assertThat(operations(work.steps())).isEqualTo("consul.end-maintenance");
  }

  @Test
  void givesAWorkerItsWorkBackBeforeItWaitsForItsTraffic() {
    var work =
        work(plans("swarm", "in-place", "consul.end-maintenance", "lb.drain").end("w1", STANDING));
    assertThat(gates(work.before()))
        .contains("consul.client-alive", "swarm.worker-ready")
        .doesNotContain("lb.host-back");
    assertThat(operations(work.steps()))
        .isEqualTo("lb.ready,swarm.availability,consul.end-maintenance");
    assertThat(gates(work.after())).containsExactly("lb.host-back");
  }

  @Test
  void isReadAsItWasWritten() {
    var plan = plans("swarm", "in-place", "consul.begin-maintenance").begin("s2");
    assertThat(Json.read(Json.canonical(plan), Plan.class)).isEqualTo(plan);
    assertThat(PlanText.of(plan, Outline.of(plan, Set.of())))
        .contains("/maintain  Let s2 go without harm");
    assertThat(plan.verb().command() + " s2").isEqualTo("hosts maintenance begin s2");
  }

  @Test
  void noOtherRunTouchesAHostThatMayGoAtAnyMoment() {
    var site = site("nomad", "in-place", 3);
    var reboot = reboots(site, Set.of("w1", "w2"));
    assertThat(whats(Spared.problems(site, reboot, Set.of("w2"))))
        .containsExactly("w2 may be switched off at any moment");
    assertThat(Spared.problems(site, reboot, Set.of("s1"))).isEmpty();
    assertThat(Spared.problems(site, reboot, Set.of())).isEmpty();
  }

  @Test
  void aServerIsNeededWhileAnotherOneMayGo() {
    var site = site("nomad", "in-place", 3);
    var second = plans("nomad", "in-place", "consul.begin-maintenance").begin("s3");
    var problems = Spared.problems(site, second, Set.of("s2"));
    assertThat(whats(problems))
        .containsExactly("The cluster cannot lose s3 as well: in maintenance is s2");
    assertThat(problems.getFirst().id()).isEqualTo(ProblemId.IN_MAINTENANCE);
    assertThat(problems.getFirst().fix().getFirst())
        .startsWith("holdfast hosts maintenance end s2");
    assertThat(Spared.problems(site, second, Set.of("s3", "w1"))).isEmpty();
    assertThat(whats(Spared.problems(site, reboots(site, Set.of("s1")), Set.of("s2")))).hasSize(1);
  }

  @Test
  void fiveServersCanLoseTwo() {
    var site = site("nomad", "in-place", 5);
    assertThat(Spared.problems(site, reboots(site, Set.of("s1")), Set.of("s2"))).isEmpty();
    assertThat(Spared.problems(site, reboots(site, Set.of("s1")), Set.of("s2", "s3"))).hasSize(1);
    assertThat(Spared.spare(site, Set.of())).isEqualTo(2);
    assertThat(Spared.spare(site, Set.of("s2", "w1"))).isEqualTo(1);
    assertThat(Spared.spare(site("nomad", "in-place", 3), Set.of("s2"))).isZero();
  }

  @Test
  void noServerIsRestoredWhileOneMayGo() {
    var site = site("nomad", "in-place", 3);
    var restore =
        new Plan(
            Plan.SCHEMA,
            "acme-1",
            "acme",
            Plan.Verb.RESTORE,
            new Plan.Basis("", "digest", new TreeMap<>(), new TreeMap<>()),
            new TreeMap<>(),
            List.of());
    assertThat(whats(Spared.problems(site, restore, Set.of("s2", "w1"))))
        .containsExactly("s2 may be switched off at any moment");
    assertThat(Spared.problems(site, restore, Set.of("w1"))).isEmpty();
  }

  @Test
  void whileNobodyTellsNoNewRunDisturbsAServerThatStands() {
    var site = site("nomad", "in-place", 3);
    assertThat(whats(Spared.unknown(site, changing("s2", "1", "2"))).getFirst())
        .contains("nobody can tell which hosts are in maintenance");
    assertThat(Spared.unknown(site, changing("s2", "1", "1"))).as("starts it").isEmpty();
    assertThat(Spared.unknown(site, changing("s2", "", "2"))).as("installs it").isEmpty();
    assertThat(Spared.unknown(site, changing("w1", "1", "2"))).isEmpty();
    assertThat(Spared.unknown(site, reboots(site, Set.of("s1")))).hasSize(1);
    assertThat(Spared.unknown(site, reboots(site, Set.of("w1")))).isEmpty();
    assertThat(Spared.unknown(site("nomad", "in-place", 1), changing("s1", "1", "2"))).isEmpty();
  }

  private static Plan changing(String host, String from, String to) {
    var before = new TreeMap<String, String>();
    if (!from.isEmpty()) {
      before.put("consul", from);
    }
    var after = new TreeMap<>(Map.of("consul", to));
    return new Plan(
        Plan.SCHEMA,
        "acme-1",
        "acme",
        Plan.Verb.UPGRADE,
        new Plan.Basis("", "digest", new TreeMap<>(), new TreeMap<>()),
        new TreeMap<>(Map.of(host, new Plan.HostChange(before, after))),
        List.of());
  }

  @Test
  void whoTakesTheHostBackIsNotHeldUp() {
    var site = site("nomad", "in-place", 3);
    var end = plans("nomad", "in-place", "consul.end-maintenance").end("s2", STANDING);
    assertThat(Spared.problems(site, end, Set.of("s2", "s3"))).isEmpty();
  }

  private static Plan reboots(Site site, Set<String> hosts) {
    return new RebootPlans(
            site,
            "acme-1",
            "digest",
            new TreeMap<>(),
            operations -> operations.stream().map(_ -> false).toList(),
            900)
        .of(hosts);
  }

  private static Stage.HostWork work(Plan plan) {
    return ((Stage.Group) plan.stages().getFirst()).hosts().getFirst();
  }

  private static String operations(List<Step> steps) {
    return String.join(
        ",", steps.stream().map(step -> ((Step.Operate) step.work()).operation()).toList());
  }

  private static List<String> gates(List<GateSpec> gates) {
    return gates.stream().map(GateSpec::gate).toList();
  }

  private static List<String> whats(List<Problem> problems) {
    return problems.stream().map(Problem::what).toList();
  }
}
