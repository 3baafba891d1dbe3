package io.holdfast.scheduler.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.host.Action;
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
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemovalPlansTest {
  private static Site site(String engine, String mode, int servers) {
    return AcmeSite.of(
        engine, AcmeSite.tasks(mode), servers, AcmeSite.BOTH, AcmeSite.BOTH, AcmeSite.WORKER);
  }

  private static SortedMap<String, String> standing() {
    var standing = AcmeSite.standing();
    standing.put("firewall", "1-ffffffffffff");
    standing.put("haproxy", "3.0.1-eeeeeeeeeeee");
    return standing;
  }

  private static Plan plan(Site site, Set<String> dead, String... hosts) {
    return plan(site, dead, operations -> operations.stream().map(_ -> true).toList(), hosts);
  }

  private static Plan plan(Site site, Set<String> dead, Pending pending, String... hosts) {
    var standing = new TreeMap<String, SortedMap<String, String>>();
    List.of(hosts).forEach(host -> standing.put(host, standing()));
    standing.keySet().removeAll(dead);
    return new RemovalPlans(site, "acme-1", "digest", standing, dead, pending)
        .of(new TreeSet<>(List.of(hosts)));
  }

  private static Stage.HostWork work(Plan plan, String path, String host) {
    return PracticePlans.group(plan, path).hosts().stream()
        .filter(work -> work.host().equals(host))
        .findFirst()
        .orElseThrow();
  }

  private static String operations(List<Step> steps) {
    return String.join(
        ",",
        PracticePlans.operations(
            steps.stream().filter(step -> step.work() instanceof Step.Operate).toList()));
  }

  @ParameterizedTest
  @CsvSource({
    "nomad, in-place, 'lb.drain,nomad.close-worker,nomad.exclude-worker,lb.ready'",
    "nomad, wait, 'lb.drain,nomad.close-worker,nomad.close-worker,nomad.exclude-worker,lb.ready'",
    "swarm, migrate, 'lb.drain,swarm.drain-worker,lb.ready'",
    "swarm, wait, 'lb.drain,swarm.availability,swarm.drain-worker,lb.ready'"
  })
  void emptiesAWorkerFirstAndCanTakeThatBack(String engine, String mode, String steps) {
    var empties = work(plan(site(engine, mode, 3), Set.of(), "w1"), "/remove", "w1");
    assertThat(operations(empties.steps())).isEqualTo(steps);
    assertThat(empties.steps()).extracting(Step::path).doesNotHaveDuplicates();
    assertThat(PracticePlans.gates(empties.before())).containsExactly("lb.others-serve-or-down");
    assertThat(operations(empties.undo())).isEqualTo("lb.ready");
  }

  @Test
  void opensAWorkerAgainThatWasOpenWhenItCannotBeEmptied() {
    Pending isOpen =
        operations ->
            operations.stream().map(it -> !it.operation().equals("nomad.open-worker")).toList();
    var plan = plan(site("nomad", "migrate", 3), Set.of(), isOpen, "w1");
    assertThat(operations(work(plan, "/remove", "w1").undo()))
        .isEqualTo("lb.ready,nomad.open-worker");
  }

  /// The earlier run stopped before those that stay had said that it is gone.
  @Test
  void looksAfterAHostThatARunStoppedInTheMiddleOfThoughItHasLeft() {
    Pending nothing = operations -> operations.stream().map(_ -> false).toList();
    var plans =
        new RemovalPlans(
            site("nomad", "migrate", 5), "acme-1", "digest", Map.of(), Set.of("s4", "s5"), nothing);
    assertThat(plans.of(Set.of("s4", "s5")).isEmpty()).isTrue();
    var again = plans.of(Set.of("s4", "s5"), Set.of("s5"));
    assertThat(RemovalPlans.hostsOf(again)).containsExactly("s5");
    assertThat(work(again, "/leave", "s5").after()).isNotEmpty();
  }

  /// Whoever left a run in the middle gives the command again: the scheduler knows the worker no
  /// more.
  @Test
  void emptiesNoWorkerThatTheSchedulerHasForgotten() {
    Pending isForgotten =
        operations ->
            operations.stream().map(it -> it.operation().equals("consul.forget-node")).toList();
    assertThat(plan(site("nomad", "migrate", 3), Set.of(), isForgotten, "w1").stages())
        .extracting(Stage::path)
        .containsExactly("/leave");
  }

  @Test
  void notesAWorkerBeforeItIsStoppedAndLetsTheProductsForgetItThen() {
    var leaves = work(plan(site("nomad", "migrate", 3), Set.of(), "w1"), "/leave", "w1");
    assertThat(leaves.steps())
        .extracting(Step::path)
        .containsExactly(
            "/leave/w1/begin-maintenance",
            "/leave/w1/stop",
            "/leave/w1/forget-nomad-node",
            "/leave/w1/forget-consul-node");
    assertThat(PracticePlans.gates(leaves.before())).containsExactly("lb.serving");
    assertThat(leaves.undo()).as("from the note on it goes only forward").isEmpty();
  }

  /// Docker and the firewall are not only ours, and are left alone.
  @Test
  void stopsAndDisablesWhatIsOursTheBalancerFirst() {
    var stop = work(plan(site("nomad", "migrate", 3), Set.of(), "w1"), "/leave", "w1").steps();
    var actions = ((Step.OnHost) stop.get(1).work()).actions();
    assertThat(actions.stream().map(Action.Unit.class::cast))
        .extracting(unit -> unit.verb() + " " + unit.name())
        .containsExactly(
            "STOP haproxy.service",
            "DISABLE haproxy.service",
            "STOP holdfast-nomad.service",
            "DISABLE holdfast-nomad.service",
            "STOP holdfast-consul.service",
            "DISABLE holdfast-consul.service",
            "STOP holdfast-agent.service",
            "DISABLE holdfast-agent.service");
  }

  @Test
  void takesServersOutOneByOneTheLeaderLastWhileTheOthersHoldBothQuorums() {
    var plan = plan(site("nomad", "migrate", 5), Set.of(), "s4", "s5");
    var group = PracticePlans.group(plan, "/leave");
    assertThat(plan.stages()).containsExactly(group);
    assertThat(group.batch()).isEqualTo(1);
    assertThat(group.quorum()).contains(new Stage.QuorumRule("nomad", 5));
    assertThat(PracticePlans.hosts(group)).containsExactly("s4", "s5");
    var s5 = work(plan, "/leave", "s5");
    assertThat(PracticePlans.gates(s5.before()))
        .containsExactly("consul.quorum-before", "nomad.quorum-before");
    assertThat(PracticePlans.gates(s5.again()))
        .containsExactly("consul.quorum-or-down", "nomad.quorum-or-down");
    assertThat(PracticePlans.gates(s5.after()))
        .containsExactly("consul.members-left", "nomad.members-left");
    assertThat(s5.before())
        .allSatisfy(
            gate ->
                assertThat(gate.parameters())
                    .containsEntry("without", "s4,s5")
                    .containsEntry("plannedVoters", "5"));
    assertThat(operations(s5.steps()))
        .isEqualTo(
            "consul.begin-maintenance,consul.hand-over,nomad.hand-over,consul.forget-member,"
                + "nomad.forget-member,nomad.forget-node,consul.forget-node");
  }

  @Test
  void letsAManagerOfASwarmLeaveBeforeItsNodeIsRemoved() {
    var steps = work(plan(site("swarm", "migrate", 5), Set.of(), "s4", "s5"), "/leave", "s4");
    assertThat(operations(steps.steps()))
        .isEqualTo(
            "consul.begin-maintenance,consul.hand-over,swarm.leave,consul.forget-member,"
                + "swarm.forget-member,consul.forget-node");
  }

  @Test
  void takesADeadHostOutThroughTheOthersAloneOnceTheClusterHasLostIt() {
    var plan = plan(site("nomad", "wait", 5), Set.of("s5", "w1"), "s4", "s5", "w1");
    assertThat(plan.stages()).extracting(Stage::path).containsExactly("/leave");
    assertThat(PracticePlans.hosts(plan.stages().getFirst()))
        .as("what is lost anyway goes before what still votes")
        .containsExactly("w1", "s5", "s4");
    for (var host : List.of("s5", "w1")) {
      var work = work(plan, "/leave", host);
      assertThat(PracticePlans.gates(work.before())).startsWith("consul.seen-gone");
      assertThat(work.steps()).noneMatch(step -> step.work() instanceof Step.OnHost);
      assertThat(operations(work.steps())).doesNotContain("hand-over", "close-worker", "lb.");
    }
    assertThat(PracticePlans.gates(work(plan, "/leave", "s4").before()))
        .doesNotContain("consul.seen-gone");
  }

  @Test
  void hasNothingToDoOnceTheProductsHaveForgottenAHost() {
    Pending isGone = operations -> operations.stream().map(_ -> false).toList();
    assertThat(plan(site("nomad", "wait", 5), Set.of("s5"), isGone, "s4", "s5").isEmpty()).isTrue();
    Pending half =
        operations ->
            operations.stream().map(it -> "s5".equals(it.parameters().get("host"))).toList();
    assertThat(RemovalPlans.hostsOf(plan(site("nomad", "wait", 5), Set.of(), half, "s4", "s5")))
        .containsExactly("s5");
  }

  @Test
  void isReadAsItWasWrittenAndGoneOnWith() {
    var plan = plan(site("nomad", "migrate", 5), Set.of("s5"), "s4", "s5", "w1");
    assertThat(Json.read(Json.canonical(plan), Plan.class)).isEqualTo(plan);
    assertThat(RemovalPlans.hostsOf(plan)).containsExactly("s4", "s5", "w1");
    assertThat(plan.verb().isGoneOnWith()).isTrue();
    assertThat(plan.verb().bringsBundle()).isFalse();
    assertThat(plan.verb().command()).isEqualTo("hosts remove");
    assertThat(PlanText.of(plan, Outline.of(plan, Set.of("w1", "w2", "w3"))))
        .contains("/leave  Take the hosts out, one after the other");
  }

  private static List<String> refused(int servers, String... leaving) {
    return RemovalChecks.problems(site("nomad", "wait", servers), Set.of(leaving), Set.of())
        .stream()
        .map(Problem::what)
        .toList();
  }

  @Test
  void refusesWhatWouldLeaveNoSite() {
    assertThat(refused(5, "s4", "s5", "w1")).isEmpty();
    assertThat(refused(5, "s5"))
        .containsExactly("4 servers would be left; a site has 1, 3, 5 or 7");
    assertThat(refused(3, "s3"))
        .containsExactly("2 servers would be left; a site has 1, 3, 5 or 7");
    assertThat(refused(7, "s4", "s5", "s6", "s7"))
        .containsExactly("Too many servers would leave at once");
    assertThat(refused(3, "s2", "s3")).containsExactly("Too many servers would leave at once");
    assertThat(refused(1, "s1", "w1", "w2"))
        .containsExactly(
            "No host with the role lb would be left without w1, w2",
            "No host with the role server would be left without s1");
    assertThat(refused(3, "w1", "w2", "w3")).hasSize(2);
  }

  /// Emptying a worker is told to every load balancer.
  @Test
  void takesADeadBalancerOutBeforeAnyWorkerIsEmptied() {
    var site = site("nomad", "wait", 3);
    assertThat(RemovalChecks.problems(site, Set.of("w1", "w3"), Set.of("w1")))
        .extracting(Problem::what)
        .containsExactly("No worker can be emptied while w1 is among the load balancers and dead");
    assertThat(RemovalChecks.problems(site, Set.of("w1"), Set.of("w1"))).isEmpty();
    Pending silent =
        operations -> {
          assertThat(operations).noneMatch(it -> it.operation().startsWith("lb."));
          return operations.stream().map(_ -> true).toList();
        };
    assertThat(plan(site, Set.of("w1"), silent, "w1").isEmpty()).isFalse();
  }

  /// A server that may be off at any moment is none of those that stay.
  @Test
  void countsNoServerInMaintenanceAmongThoseThatStay() {
    var site = site("nomad", "migrate", 5);
    var plan = plan(site, Set.of(), "s4", "s5");
    assertThat(Spared.problems(site, plan, Set.of("s4", "s5", "w2"))).isEmpty();
    assertThat(Spared.problems(site, plan, Set.of("s1")))
        .extracting(Problem::id)
        .containsOnly(ProblemId.IN_MAINTENANCE);
    assertThat(Spared.problems(site, plan(site, Set.of(), "w3"), Set.of("s1"))).isEmpty();
    assertThat(Spared.unknown(site, plan)).hasSize(1);
  }
}
