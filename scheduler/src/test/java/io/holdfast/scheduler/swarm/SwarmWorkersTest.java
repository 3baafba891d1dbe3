package io.holdfast.scheduler.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SwarmWorkersTest extends GatesOfSwarm {
  @Test
  void seesAWorkerReadyAlsoWhenSomebodyClosedItForWork() {
    var parameters = Map.of("host", "w1", "version", "20.10.24");
    assertThat(judge("swarm.worker-ready", parameters)).isInstanceOf(Verdict.Met.class);
    swarm.api().answer("* GET /nodes/id-4", RecordedSwarm.node(4, 1, "reachable", "drain", ""));
    assertThat(judge("swarm.worker-ready", parameters).why())
        .isEqualTo("w1 runs 20.10.24+dfsg1 and is ready, drain");
    swarm.info("w1", "error", false);
    assertNotYet(judge("swarm.worker-ready", parameters), "w1 is error in the swarm");
  }

  /// What is no longer wanted may still run for a while.
  @Test
  void waitsUntilNothingRunsOnADrainedWorker() {
    var drain = Map.of("host", "w1", "deadlineMs", "0");
    var all = DockerApi.filters(Map.of("node", List.of("id-4")));
    swarm.api().answer("s1 GET /tasks" + all, "[{\"Status\":{\"State\":\"running\"}}]");
    var operation = Operations.named("swarm.drain-worker");
    assertThat(operation.look(world(drain)).changed()).isTrue();
    var nodes = new ArrayList<String>();
    for (var number = 1; number <= 5; number++) {
      nodes.add(RecordedSwarm.node(number, 1, "reachable", number == 4 ? "drain" : "active", ""));
    }
    swarm.api().answer("s1 GET /nodes", "[" + String.join(",", nodes) + "]");
    assertThat(operation.look(world(drain)).changed()).isTrue();
    swarm
        .api()
        .answer(
            "s1 GET /tasks" + all,
            "[{\"Status\":{\"State\":\"shutdown\"}},{\"Status\":{\"State\":\"complete\"}}]");
    assertThat(operation.look(world(drain)).says()).isEqualTo("w1 is drained already");
  }

  @Test
  void drainsTheOnlyWorkerWhereThePlanSaysThatItsWorkEnds() {
    only("active");
    var drain = new TreeMap<>(Map.of("host", "w1", "deadlineMs", "1000"));
    var operation = Operations.named("swarm.drain-worker");
    assertThatThrownBy(() -> operation.perform(world(drain)))
        .hasMessageContaining("No other worker is open for work");
    drain.put("alone", "yes");
    swarm
        .api()
        .react(
            "s1 POST /nodes/id-4/update?version=40",
            _ -> {
              only("drain");
              return new ApiAnswer(200, new TreeMap<>(), "");
            });
    assertThat(operation.perform(world(drain)).says()).isEqualTo("w1 is drained");
  }

  /// The other worker and the managers are closed for work.
  private void only(String availability) {
    var nodes = new ArrayList<String>();
    for (var number = 1; number <= 5; number++) {
      nodes.add(
          RecordedSwarm.node(number, 1, "reachable", number == 4 ? availability : "drain", ""));
    }
    swarm.api().answer("s1 GET /nodes", "[" + String.join(",", nodes) + "]");
    swarm.api().answer("s1 GET /tasks" + DockerApi.filters(Map.of("node", List.of("id-4"))), "[]");
  }

  @Test
  void asksTheManagerForATokenThatIsNeverKept() {
    swarm.info("w2", "inactive", false);
    swarm
        .api()
        .answer(
            "s1 GET /swarm",
            "{\"JoinTokens\":{\"Worker\":\"SWMTKN-1-worker\",\"Manager\":\"SWMTKN-1-manager\"}}")
        .react(
            "w2 POST /swarm/join",
            ask -> {
              assertThat(ask.toString()).doesNotContain("SWMTKN");
              swarm.info("w2", "active", false);
              return new ApiAnswer(200, new TreeMap<>(), "");
            })
        .answer("s1 POST /nodes/id-5/update?version=50", "");
    var outcome =
        Operations.named("swarm.join").perform(world(Map.of("host", "w2", "role", "worker")));
    assertThat(outcome.says()).isEqualTo("w2 joins as worker, labels of w2");
    assertThat(swarm.api().bodies().getFirst())
        .contains("\"JoinToken\":\"SWMTKN-1-worker\"")
        .contains("\"RemoteAddrs\":[\"10.0.0.1:2377\"]")
        .contains("\"Availability\":\"active\"");
  }

  @Test
  void neverStartsASecondSwarm() {
    swarm.info("s1", "inactive", false);
    assertThatThrownBy(() -> Operations.named("swarm.init").perform(world(Map.of("host", "s1"))))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.has(ProblemId.API_REFUSED)).isTrue());
    assertThat(swarm.api().changes()).isEmpty();
  }

  @Test
  void waitsForAFirstServerThatIsOnlyJustBackInItsSwarm() {
    swarm.info("s1", "pending", false);
    assertSilent("swarm.init", Map.of("host", "s1"), Map.of(), "Docker on s1 is pending");
    assertThat(swarm.api().changes()).isEmpty();
  }

  @Test
  void tellsAnEngineThatDoesNotRunFromOneThatDoesNotAnswer() {
    swarm.api().silence("s3");
    var join = Map.of("host", "s3", "role", "manager");
    var stopped = "Docker on s3 does not run (docker.service)";
    assertSilent("swarm.join", join, Map.of("s3", 0L), stopped);
    var hanging = "Docker on s3 does not answer (docker.service)";
    assertSilent("swarm.join", join, Map.of("s3", 7L), hanging);
    assertSilent("swarm.join", join, Map.of(), hanging);
  }

  @Test
  void looksWithoutChangingAnything() {
    var drain = Map.of("host", "w1", "availability", "drain");
    assertThat(Operations.named("swarm.availability").look(world(drain)).says())
        .isEqualTo("w1 from active to drain");
    assertThat(swarm.api().changes()).isEmpty();
  }
}
