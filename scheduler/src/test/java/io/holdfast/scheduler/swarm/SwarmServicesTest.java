package io.holdfast.scheduler.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.scheduler.gate.ClosedWorkers;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.templates.vendor.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SwarmServicesTest extends GatesOfSwarm {
  private static final String IMAGE = "127.0.0.1:5000/web@sha256:" + "0".repeat(64);

  @Test
  void countsOnlyTasksOfThePresentSpecification() {
    services("");
    tasks("id-4", "id-5");
    var parameters = Map.of("service", "web", "instances", "2");
    assertThat(judge("swarm.service-running", parameters)).isInstanceOf(Verdict.Met.class);
    assertThat(judge("service.running", parameters)).isInstanceOf(Verdict.Met.class);
    tasks("id-4");
    assertNotYet(
        judge("swarm.service-running", parameters),
        "web-1 does not run on w2",
        "1 of 2 instances run");
    services(",\"UpdateStatus\":{\"State\":\"updating\"}");
    assertNotYet(judge("swarm.service-running", parameters), "the update of web-1 is updating");
    services(
        ",\"UpdateStatus\":{\"State\":\"paused\",\"Message\":\"update paused due to failure\"}");
    assertThat(judge("swarm.service-running", parameters)).isInstanceOf(Verdict.Failed.class);
  }

  @Test
  void keepsNothingOfWhatServicesHandToTheirTasks() {
    services(
        ",\"PreviousSpec\":{\"TaskTemplate\":{\"ContainerSpec\":{\"Image\":\"web\",\"Env\":[\"KEY=hunter2\"]}}}");
    tasks("id-4");
    var query =
        DockerApi.filters(Map.of("service", List.of("svc"), "desired-state", List.of("running")));
    swarm
        .api()
        .answer(
            "s1 GET /tasks" + query,
            "[{\"Spec\":{\"ContainerSpec\":{\"Env\":[\"KEY=hunter2\"],\"Args\":[\"hunter2\"]}}}]");
    var parameters = Map.of("service", "web", "instances", "2");
    var raw = ((Verdict.NotYet) judge("swarm.service-running", parameters)).raw();
    assertThat(raw).contains("/tasks").doesNotContain("hunter2");
  }

  @Test
  void missesNoTaskOnAWorkerThatSomebodyClosedForWork() {
    services("");
    tasks("id-5");
    var parameters = Map.of("service", "web", "instances", "2");
    assertNotYet(judge("swarm.service-running", parameters), "web-1 does not run on w1");
    var nodes = new ArrayList<String>();
    for (var number = 1; number <= 5; number++) {
      nodes.add(RecordedSwarm.node(number, 1, "reachable", number == 4 ? "drain" : "active", ""));
    }
    swarm.api().answer("s1 GET /nodes", "[" + String.join(",", nodes) + "]");
    assertThat(judge("swarm.service-running", parameters)).isInstanceOf(Verdict.Met.class);
    var wanted =
        DockerApi.filters(Map.of("desired-state", List.of("running"), "node", List.of("id-4")));
    swarm.api().answer("s1 GET /tasks" + wanted, "[{\"ID\":\"still wanted\"}]");
    assertThat(ClosedWorkers.named("swarm").ask(new Inquiry(world(Map.of())))).isEmpty();
    swarm.api().answer("s1 GET /tasks" + wanted, "[]");
    assertThat(ClosedWorkers.named("swarm").ask(new Inquiry(world(Map.of()))))
        .containsExactly("w1");
  }

  @Test
  void deploysByDigestOnHostPortsWithoutTheMesh() {
    swarm
        .api()
        .answer("s1 GET /services" + labelFilter(), "[]")
        .answer("s1 POST /services/create", 201, "{\"ID\":\"x\"}");
    assertThat(deploy().perform(world(deployment())).says())
        .isEqualTo("create web-1, create web-2");
    assertThat(swarm.api().bodies().get(1))
        .contains("\"Image\":\"" + IMAGE + "\"")
        .contains("\"PublishMode\":\"host\",\"PublishedPort\":18081")
        .contains("\"Mode\":\"dnsrr\"")
        .contains("\"Mode\":{\"Global\":{}}")
        .contains("\"holdfast.service\":\"web\"");
  }

  @Test
  void leavesADeployedServiceAloneAndForcesOneWhoseUpdateSwarmStopped() {
    swarm
        .api()
        .answer("s1 GET /services" + labelFilter(), "[]")
        .answer("s1 POST /services/create", 201, "{\"ID\":\"x\"}")
        .answer("s1 POST /services/svc-1/update?version=7", "{}");
    deploy().perform(world(deployment()));
    var specifications = swarm.api().bodies();
    deployed(specifications, "completed");
    assertThat(deploy().look(world(deployment())).changed()).isFalse();
    for (var state : List.of("paused", "rollback_completed")) {
      deployed(specifications, state);
      var outcome = deploy().perform(world(deployment()));
      assertThat(outcome.says()).isEqualTo("update web-1 again, its update is " + state);
      assertThat(swarm.api().bodies().getLast())
          .isEqualTo(specifications.getFirst().replace("\"ForceUpdate\":0", "\"ForceUpdate\":1"));
    }
  }

  /// Both copies stand with the specifications that were sent; the first was updated last.
  private void deployed(List<String> specifications, String state) {
    swarm
        .api()
        .answer(
            "s1 GET /services" + labelFilter(),
            """
            [{"ID":"svc-1","Version":{"Index":7},"Spec":%s,"UpdateStatus":{"State":"%s"}},
             {"ID":"svc-2","Version":{"Index":8},"Spec":%s}]
            """
                .formatted(specifications.getFirst(), state, specifications.get(1)));
  }

  @Test
  void deploysFromAPlanThatWasMadeBeforeServicesNamedWhatNomadSetsAside() {
    swarm
        .api()
        .answer("s1 GET /services" + labelFilter(), "[]")
        .answer("s1 POST /services/create", 201, "{\"ID\":\"x\"}");
    var old = new TreeMap<String, String>(deployment());
    old.put(
        "specification",
        """
        {"environment":{},"healthPath":"/","hostPort":18080,"image":"web","instancesPerWorker":2,\
        "name":"web","port":8080}\
        """);
    assertThat(deploy().perform(world(old)).says())
        .isEqualTo(deploy().look(world(deployment())).says())
        .isEqualTo("create web-1, create web-2");
  }

  private static Operation deploy() {
    return Operations.named("swarm.deploy-service");
  }

  private static Map<String, String> deployment() {
    return DeployService.parameters(
        new ServiceSpec("web", "web", 8080, 18080, 2, "/", Map.of(), Optional.empty(), 100, 128),
        IMAGE);
  }

  private void services(String update) {
    swarm
        .api()
        .answer(
            "s1 GET /services" + labelFilter(),
            "[{\"ID\":\"svc\",\"Spec\":{\"Name\":\"web-1\",\"Labels\":{\"holdfast.spec\":\"now\"}}"
                + update
                + "}]");
  }

  private static String labelFilter() {
    return DockerApi.filters(Map.of("label", List.of("holdfast.service=web")));
  }
}
