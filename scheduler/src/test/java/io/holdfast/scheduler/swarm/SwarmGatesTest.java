package io.holdfast.scheduler.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.ClosedWorkers;
import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.QuorumSystem;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.vendor.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SwarmGatesTest {
  private static final String IMAGE = "127.0.0.1:5000/web@sha256:" + "0".repeat(64);

  private final RecordedSwarm swarm = new RecordedSwarm();
  private String label = "";
  private boolean conflicts;

  @Test
  void letsAManagerGoWhileTheOthersAreReachable() {
    assertThat(before("s2")).isInstanceOf(Verdict.Met.class);
    assertThat(before("s1").why()).contains("2 of 2 other voters healthy, 2 needed, leader s1");
  }

  @Test
  void keepsAManagerWhileAnotherIsSilentThoughTheLeaderStillAnswers() {
    swarm.api().silence("s3");
    assertNotYet(
        before("s2"), "1 of 2 other voters healthy, 2 needed", "s3: s3 GET /info does not answer");
    assertThat(before("s3")).isInstanceOf(Verdict.Met.class);
  }

  @Test
  void keepsAManagerWhileAnotherIsUnreachableForOneOfThem() {
    swarm.nodes("s1", 1, "unreachable");
    assertNotYet(before("s2"), "s3: not reachable and ready in the eyes of s1");
  }

  @Test
  void disturbsAManagerAgainWhenItControlsNothingOrTheOthersHoldTheQuorum() {
    swarm.api().silence("s3");
    assertNotYet(again("s2"), "1 of 2 other voters healthy, 2 needed");
    swarm.info("s2", "pending", false);
    assertThat(again("s2").why()).isEqualTo("s2 does not vote now");
  }

  @Test
  void takesASilentManagerThatOthersReachForAVoter() {
    swarm.api().silence("s2").silence("s3");
    assertNotYet(again("s3"), "1 of 2 other voters healthy, 2 needed");
    swarm.nodes("s1", 1, "unreachable");
    assertThat(again("s3").why()).isEqualTo("s3 does not vote now");
  }

  @Test
  void takesASilentManagerOfWhichNobodySaysAnythingForAVoterAsLongAsItsProcessRuns() {
    for (var host : List.of("s1", "s2", "s3")) {
      swarm.api().answer(host + " GET /nodes", 500, RecordedSwarm.LEADERLESS);
    }
    assertThat(again("s3", Map.of("s3", 7L))).isInstanceOf(Verdict.NotYet.class);
    assertThat(again("s3", Map.of())).isInstanceOf(Verdict.NotYet.class);
    assertThat(again("s3", Map.of("s3", 0L)).why()).isEqualTo("s3 does not vote now");
  }

  private Verdict again(String host, Map<String, Long> processes) {
    var parameters = Map.of("host", host, "plannedVoters", "3");
    return Gates.named("swarm.quorum-or-down")
        .judge(Worlds.withProcesses(swarm.api(), "docker.service", processes, parameters));
  }

  private Verdict again(String host) {
    return judge("swarm.quorum-or-down", Map.of("host", host, "plannedVoters", "3"));
  }

  @Test
  void keepsAllWhileNobodyLeads() {
    for (var host : List.of("s1", "s2", "s3")) {
      swarm.api().answer(host + " GET /nodes", 500, RecordedSwarm.LEADERLESS);
    }
    assertNotYet(before("s2"), "no server answers", "The swarm does not have a leader");
  }

  @Test
  void keepsAllWhileManagersShowDifferentLeaders() {
    swarm.nodes("s3", 3, "reachable");
    assertNotYet(before("s2"), "no one leader: s1 names s1, s2 names s1, s3 names s3");
  }

  @Test
  void keepsAllWhileSomebodyElseIsAManagerToo() {
    var nodes = new java.util.ArrayList<String>();
    for (var number = 1; number <= 5; number++) {
      nodes.add(RecordedSwarm.node(number, 1, "reachable", "active", ""));
    }
    nodes.add(nodes.get(1).replace("10.0.0.2", "10.0.0.9").replace("id-2", "id-9"));
    swarm.api().answer("s3 GET /nodes", "[" + String.join(",", nodes) + "]");
    assertNotYet(before("s2"), "members are [10.0.0.9:2377, s1, s2, s3], planned are [s1, s2, s3]");
  }

  @Test
  void takesGarbageForSilence() {
    swarm.api().answer("s3 GET /info", "not json").answer("s2 GET /nodes", "{\"message\":\"?\"}");
    assertNotYet(before("s1"), "0 of 2 other voters healthy");
  }

  @Test
  void seesAllManagersFormed() {
    assertThat(judge("swarm.formed", Map.of("plannedVoters", "3"))).isInstanceOf(Verdict.Met.class);
    swarm.info("s3", "pending", false);
    assertNotYet(
        judge("swarm.formed", Map.of("plannedVoters", "3")),
        "s3: it is pending and controls nothing");
  }

  @Test
  void acceptsAChangedManagerThatPassesAWriteOn() {
    rememberLabel();
    swarm.version("s2", "26.1.5+dfsg1");
    var world = world(Map.of("host", "s2", "version", "26.1.5+dfsg1-9+b4"));
    assertThat(Gates.named("swarm.member-after").judge(world)).isInstanceOf(Verdict.Met.class);
    assertThat(Gates.named("swarm.member-after").judge(world)).isInstanceOf(Verdict.Met.class);
    assertThat(label).isNotEmpty();
    assertThat(swarm.api().changes()).containsExactly("s2 POST /nodes/id-2/update?version=20");
    assertThat(swarm.api().bodies().getFirst())
        .contains("\"Availability\":\"drain\"")
        .contains("\"Role\":\"manager\"");
  }

  @Test
  void writesAgainWhenSomebodyElseWasFaster() {
    rememberLabel();
    conflicts = true;
    assertThat(judge("swarm.member-after", Map.of("host", "s2", "version", "20.10.24")))
        .isInstanceOf(Verdict.Met.class);
    assertThat(swarm.api().changes()).hasSize(2);
  }

  @Test
  void refusesAChangedManagerOfTheOldVersionOrWithoutControl() {
    assertNotYet(
        judge("swarm.member-after", Map.of("host", "s2", "version", "26.1.5")),
        "s2 runs 20.10.24+dfsg1, planned is 26.1.5");
    swarm.info("s2", "active", false);
    assertNotYet(
        judge("swarm.member-after", Map.of("host", "s2", "version", "20.10.24")),
        "controls nothing");
    swarm.api().silence("s2");
    assertNotYet(
        judge("swarm.member-after", Map.of("host", "s2", "version", "20.10.24")),
        "s2 GET /version does not answer");
  }

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

  private void assertSilent(
      String operation, Map<String, String> parameters, Map<String, Long> processes, String says) {
    var world = Worlds.withProcesses(swarm.api(), "docker.service", processes, parameters);
    assertThatThrownBy(() -> Operations.named(operation).perform(world))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            silent -> {
              assertThat(silent.has(ProblemId.API_SILENT)).isTrue();
              assertThat(silent.first().what()).startsWith(says);
            });
  }

  @Test
  void looksWithoutChangingAnything() {
    var drain = Map.of("host", "w1", "availability", "drain");
    assertThat(Operations.named("swarm.availability").look(world(drain)).says())
        .isEqualTo("w1 from active to drain");
    assertThat(swarm.api().changes()).isEmpty();
  }

  @Test
  void namesLeaderAndMembersByHost() {
    assertThat(QuorumSystem.named("swarm").leader(world(Map.of()))).contains("s1");
    assertThat(QuorumSystem.named("swarm").members(world(Map.of())))
        .containsExactly("s1", "s2", "s3");
  }

  private static Operation deploy() {
    return Operations.named("swarm.deploy-service");
  }

  private static Map<String, String> deployment() {
    return DeployService.parameters(
        new ServiceSpec("web", "web", 8080, 18080, 2, "/", Map.of(), Optional.empty(), 100, 128),
        IMAGE);
  }

  /// The label as last written is read back from then on; a conflict comes once.
  private void rememberLabel() {
    swarm
        .api()
        .react(
            "s2 POST /nodes/id-2/update?version=20",
            ask -> {
              if (conflicts) {
                conflicts = false;
                return answer(500, "{\"message\":\"rpc error: update out of sequence\"}");
              }
              label = "\"holdfast.probe\":\"1000000\"";
              return answer(200, "");
            })
        .react(
            "s2 GET /nodes/id-2",
            ask -> answer(200, RecordedSwarm.node(2, 1, "reachable", "active", label)));
  }

  private static ApiAnswer answer(int status, String body) {
    return new ApiAnswer(status, new TreeMap<>(), body);
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

  private void tasks(String... nodes) {
    var tasks = new java.util.ArrayList<String>();
    for (var node : nodes) {
      tasks.add(task(node, "now", "running"));
    }
    tasks.add(task("id-5", "before", "running"));
    tasks.add(task("id-5", "now", "starting"));
    var query =
        DockerApi.filters(Map.of("service", List.of("svc"), "desired-state", List.of("running")));
    swarm.api().answer("s1 GET /tasks" + query, "[" + String.join(",", tasks) + "]");
  }

  private static String task(String node, String specification, String state) {
    return "{\"NodeID\":\""
        + node
        + "\",\"Status\":{\"State\":\""
        + state
        + "\"},\"Spec\":{\"ContainerSpec\":{\"Labels\":{\"holdfast.spec\":\""
        + specification
        + "\"}}}}";
  }

  private static String labelFilter() {
    return DockerApi.filters(Map.of("label", List.of("holdfast.service=web")));
  }

  private static void assertNotYet(Verdict verdict, String... parts) {
    assertThat(verdict).isInstanceOf(Verdict.NotYet.class);
    assertThat(verdict.why()).contains(parts);
  }

  private Verdict before(String host) {
    return judge("swarm.quorum-before", Map.of("host", host, "plannedVoters", "3"));
  }

  private Verdict judge(String gate, Map<String, String> parameters) {
    return Gates.named(gate).judge(world(parameters));
  }

  private World world(Map<String, String> parameters) {
    return Worlds.of(swarm.api(), parameters);
  }
}
