package io.holdfast.scheduler.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.RecordedApi;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Answers in the form of HAProxy 2.6.12: two load balancers, one backend `demo` with slots made
/// from a template.
class LoadBalancerGatesTest {
  private static final int DRAIN = 8;
  private final RecordedApi api = new RecordedApi();

  private record Line(
      String name, String address, int admin, String status, int sessions, int total) {}

  @BeforeEach
  void bothBalancersAreWell() {
    for (var host : List.of("w1", "w2")) {
      slots(
          host,
          up("demo1", 4),
          up("demo2", 5),
          new Line("demo3", "-", 0, "MAINT (resolution)", 0, 0));
      for (var slot : List.of("demo1", "demo2", "demo3")) {
        for (var state : List.of("drain", "ready")) {
          api.answer(host + " TEXT set server demo/" + slot + " state " + state, "\n");
        }
      }
    }
  }

  @Test
  void countsOnlyBackendsOnOtherHosts() {
    assertThat(judge("lb.backends-up", Map.of("host", "w1", "minimum", "1")))
        .isInstanceOf(Verdict.Met.class);
    assertNotYet(
        judge("lb.backends-up", Map.of("host", "w1", "minimum", "2")),
        "HAProxy on w1 sees 1 servers of demo up on other hosts than w1");
    assertThat(judge("lb.backends-up", Map.of("minimum", "2"))).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void neverTakesADrainedOrFailingServerForUp() {
    slots("w2", up("demo1", 4), new Line("demo2", "10.0.0.5", DRAIN, "UP", 0, 0));
    assertNotYet(judge("lb.backends-up", Map.of("host", "w1")), "HAProxy on w2 sees 0 servers");
    slots("w2", up("demo1", 4), new Line("demo2", "10.0.0.5", 0, "DOWN 1/2", 0, 0));
    assertNotYet(judge("lb.backends-up", Map.of("host", "w1")), "HAProxy on w2 sees 0 servers");
    slots("w2", up("demo1", 4), new Line("demo2", "10.0.0.5", 0, "no check", 0, 0));
    assertNotYet(judge("lb.backends-up", Map.of("host", "w1")), "HAProxy on w2 sees 0 servers");
  }

  @Test
  void waitsForASilentOrGarbledBalancer() {
    api.silence("w2");
    for (var gate : List.of("lb.backends-up", "lb.host-back", "lb.drained")) {
      assertNotYet(
          judge(gate, Map.of("host", "w1")),
          "HAProxy on w2 (haproxy.service) is silent: w2 show servers state does not answer");
    }
    api.answer("w2 TEXT show servers state", "Unknown command")
        .answer("w2 TEXT show stat", "Unknown command");
    assertNotYet(judge("lb.serving", Map.of("host", "w2")), "answers nothing that can be read");
  }

  @Test
  void disturbsAHostAgainWhenOthersServeOrItServesNobody() {
    assertThat(judge("lb.others-serve-or-down", Map.of("host", "w1", "minimum", "1")))
        .isInstanceOf(Verdict.Met.class);
    for (var host : List.of("w1", "w2")) {
      slots(host, up("demo1", 4), new Line("demo2", "10.0.0.5", 0, "DOWN", 0, 0));
    }
    assertNotYet(
        judge("lb.others-serve-or-down", Map.of("host", "w1", "minimum", "1")),
        "sees 0 servers of demo up on other hosts than w1");
    assertThat(judge("lb.others-serve-or-down", Map.of("host", "w2", "minimum", "1")).why())
        .isEqualTo("w2 serves nobody now");
  }

  @Test
  void drainsByAddressInEveryBalancerOnce() {
    var outcome = Operations.named("lb.drain").perform(world(Map.of("host", "w1")));
    assertThat(outcome.changed()).isTrue();
    assertThat(api.changes())
        .containsExactly(
            "w1 TEXT set server demo/demo1 state drain",
            "w2 TEXT set server demo/demo1 state drain");
    drained(0);
    assertThat(Operations.named("lb.drain").perform(world(Map.of("host", "w1"))).changed())
        .isFalse();
  }

  @Test
  void waitsForTheLastSessionOrTheDeadline() {
    drained(3);
    assertNotYet(judge("lb.drained", Map.of("host", "w1")), "6 sessions are left on w1");
    var outcome =
        Operations.named("lb.drain").perform(world(Map.of("host", "w1", "deadlineMs", "5000")));
    assertThat(outcome.says()).contains("the time for draining w1 is over, 6 sessions are left");
    drained(0);
    assertThat(judge("lb.drained", Map.of("host", "w1"))).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void eachDrainOfARunHasItsOwnDeadline() {
    var run = world(Map.of());
    drained(1);
    for (var drain = 0; drain < 2; drain++) {
      var begun = run.clock().uptimeMs();
      Operations.named("lb.drain")
          .perform(run.withParameters(Map.of("host", "w1", "deadlineMs", "5000")));
      assertThat(run.clock().uptimeMs() - begun).as("drain %s", drain).isGreaterThanOrEqualTo(5000);
    }
  }

  @Test
  void followsTheHostIntoAnotherSlotAndFreesTheOldOne() {
    drained(1);
    var polled = world(Map.of("host", "w1"));
    assertThat(Gates.named("lb.drained").judge(polled)).isInstanceOf(Verdict.NotYet.class);
    for (var host : List.of("w1", "w2")) {
      slots(host, new Line("demo1", "10.0.0.5", DRAIN, "DRAIN", 0, 0), up("demo2", 4));
    }
    assertNotYet(
        Gates.named("lb.drained").judge(polled), "demo/demo2 in HAProxy on w1 was open again");
    assertThat(api.changes())
        .containsExactly(
            "w1 TEXT set server demo/demo1 state ready",
                "w1 TEXT set server demo/demo2 state drain",
            "w2 TEXT set server demo/demo1 state ready",
                "w2 TEXT set server demo/demo2 state drain");
  }

  @Test
  void leavesTheDrainOfOtherHostsAlone() {
    for (var host : List.of("w1", "w2")) {
      slots(
          host,
          new Line("demo1", "10.0.0.4", DRAIN, "DRAIN", 0, 0),
          new Line("demo2", "10.0.0.5", DRAIN, "DRAIN", 0, 0));
    }
    judge("lb.drained", Map.of("host", "w1"));
    assertThat(api.changes()).isEmpty();
    Operations.named("lb.ready").perform(world(Map.of("host", "w1")));
    assertThat(api.changes())
        .containsExactly(
            "w1 TEXT set server demo/demo1 state ready",
            "w2 TEXT set server demo/demo1 state ready");
  }

  @Test
  void freesEmptySlotsWithTheHost() {
    for (var host : List.of("w1", "w2")) {
      slots(
          host,
          up("demo1", 4),
          up("demo2", 5),
          new Line("demo3", "-", DRAIN, "MAINT (resolution)", 0, 0));
    }
    assertThat(Operations.named("lb.ready").look(world(Map.of("host", "w1"))).says())
        .isEqualTo("demo/demo3 of w1 to ready, demo/demo3 of w2 to ready");
  }

  @Test
  void wantsTrafficForAReturnedHostWhereThereIsAny() {
    var polled = world(Map.of("host", "w1"));
    assertThat(Gates.named("lb.host-back").judge(polled)).isInstanceOf(Verdict.Met.class);
    slots("w1", up("demo1", 4), new Line("demo2", "10.0.0.5", 0, "UP", 0, 50));
    assertNotYet(
        Gates.named("lb.host-back").judge(polled),
        "w1 got none of 50 sessions of demo in HAProxy on w1");
    slots(
        "w1",
        new Line("demo1", "10.0.0.4", 0, "UP", 0, 3),
        new Line("demo2", "10.0.0.5", 0, "UP", 0, 50));
    assertThat(Gates.named("lb.host-back").judge(polled)).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void seesAHostBackOnlyWhenEveryBalancerDoes() {
    slots("w2", new Line("demo1", "10.0.0.4", 0, "DOWN", 0, 0), up("demo2", 5));
    assertNotYet(
        judge("lb.host-back", Map.of("host", "w1")),
        "w1 has no server up of demo in HAProxy on w2: demo1 DOWN");
  }

  @Test
  void doesNotWaitForAHostThatSomebodyClosedForWork() {
    slots("w2", new Line("demo1", "10.0.0.4", 0, "DOWN", 0, 0), up("demo2", 5));
    var back = Map.of("host", "w1", "engine", "nomad");
    var everybody = Map.of("minimum", "2", "engine", "nomad");
    assertNotYet(judge("lb.host-back", back), "w1 has no server up");
    nodes("eligible");
    assertNotYet(judge("lb.host-back", back), "w1 has no server up");
    assertNotYet(judge("lb.backends-up", everybody), "HAProxy on w2 sees 1 servers of demo up");
    nodes("ineligible");
    runs("service");
    assertNotYet(judge("lb.host-back", back), "w1 has no server up");
    runs("system");
    assertThat(judge("lb.host-back", back).why())
        .isEqualTo("w1 is closed for work and serves nobody");
    assertThat(judge("lb.backends-up", everybody)).isInstanceOf(Verdict.Met.class);
  }

  /// What runs on w1.
  private void runs(String type) {
    api.answer(
        "* GET /v1/allocations?namespace=*&filter=NodeID%20%3D%3D%20%22n1%22",
        "[{\"ID\":\"a\",\"JobType\":\"" + type + "\",\"ClientStatus\":\"running\"}]");
  }

  private void nodes(String eligibility) {
    for (var server : List.of("s1", "s2", "s3")) {
      api.answer(server + " GET /v1/status/leader", "\"10.0.0.1:4647\"");
    }
    api.answer(
        "* GET /v1/nodes",
        """
        [{"ID":"n1","Name":"w1","Status":"ready","SchedulingEligibility":"%s","CreateIndex":1},
         {"ID":"n2","Name":"w2","Status":"ready","SchedulingEligibility":"eligible","CreateIndex":2}]
        """
            .formatted(eligibility));
  }

  @Test
  void servesOnlyWithOpenFrontendsAndBackends() {
    assertThat(judge("lb.serving", Map.of("host", "w1"))).isInstanceOf(Verdict.Met.class);
    slots("w1", new Line("demo1", "10.0.0.4", 0, "DOWN", 0, 0));
    assertNotYet(
        judge("lb.serving", Map.of("host", "w1")), "HAProxy on w1 has no server of demo up");
  }

  private static Line up(String name, int number) {
    return new Line(name, "10.0.0." + number, 0, "UP", 0, 0);
  }

  private void drained(int sessions) {
    for (var host : List.of("w1", "w2")) {
      slots(host, new Line("demo1", "10.0.0.4", DRAIN, "DRAIN", sessions, 9), up("demo2", 5));
    }
  }

  private void slots(String balancer, Line... lines) {
    var states =
        new StringBuilder(
            "1\n"
                + "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state"
                + " srv_uweight\n");
    var stat =
        new StringBuilder(
            "# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,status,weight,\n");
    stat.append("http,FRONTEND,,,0,0,200,0,0,0,OPEN,,\n");
    for (var line : lines) {
      states
          .append("3 demo 1 ")
          .append(line.name())
          .append(' ')
          .append(line.address())
          .append(" 2 ")
          .append(line.admin())
          .append(" 1\n");
      stat.append("demo,")
          .append(line.name())
          .append(",0,0,")
          .append(line.sessions())
          .append(",0,,")
          .append(line.total())
          .append(",0,0,")
          .append(line.status())
          .append(",1,\n");
    }
    stat.append("demo,BACKEND,0,0,0,0,20,0,0,0,UP,2,\n\n");
    api.answer(balancer + " TEXT show servers state", states + "\n")
        .answer(balancer + " TEXT show stat", stat.toString());
  }

  private static void assertNotYet(Verdict verdict, String part) {
    assertThat(verdict).isInstanceOf(Verdict.NotYet.class);
    assertThat(verdict.why()).contains(part);
  }

  private Verdict judge(String gate, Map<String, String> parameters) {
    return Gates.named(gate).judge(world(parameters));
  }

  private World world(Map<String, String> parameters) {
    return Worlds.of(api, parameters);
  }
}
