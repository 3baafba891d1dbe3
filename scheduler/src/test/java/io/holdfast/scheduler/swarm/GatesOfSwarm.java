package io.holdfast.scheduler.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.scheduler.gate.Gates;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Gates and operations on a swarm whose answers were recorded.
abstract class GatesOfSwarm {
  final RecordedSwarm swarm = new RecordedSwarm();
  String label = "";
  boolean conflicts;

  Verdict again(String host, Map<String, Long> processes) {
    var parameters = Map.of("host", host, "plannedVoters", "3");
    return Gates.named("swarm.quorum-or-down")
        .judge(Worlds.withProcesses(swarm.api(), "docker.service", processes, parameters));
  }

  Verdict again(String host) {
    return judge("swarm.quorum-or-down", Map.of("host", host, "plannedVoters", "3"));
  }

  void assertSilent(
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

  /// The label as last written is read back from then on; a conflict comes once.
  void rememberLabel() {
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

  static ApiAnswer answer(int status, String body) {
    return new ApiAnswer(status, new TreeMap<>(), body);
  }

  void tasks(String... nodes) {
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

  static String task(String node, String specification, String state) {
    return "{\"NodeID\":\""
        + node
        + "\",\"Status\":{\"State\":\""
        + state
        + "\"},\"Spec\":{\"ContainerSpec\":{\"Labels\":{\"holdfast.spec\":\""
        + specification
        + "\"}}}}";
  }

  static void assertNotYet(Verdict verdict, String... parts) {
    assertThat(verdict).isInstanceOf(Verdict.NotYet.class);
    assertThat(verdict.why()).contains(parts);
  }

  Verdict before(String host) {
    return judge("swarm.quorum-before", Map.of("host", host, "plannedVoters", "3"));
  }

  Verdict judge(String gate, Map<String, String> parameters) {
    return Gates.named(gate).judge(world(parameters));
  }

  World world(Map<String, String> parameters) {
    return Worlds.of(swarm.api(), parameters);
  }
}
