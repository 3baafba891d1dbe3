package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.RecordedApi;
import java.util.List;
import java.util.stream.IntStream;

/// What five engines of Docker 20.10.24 answered when they were well; tests change one thing of it.
final class RecordedSwarm {
  static final String OLD = "20.10.24+dfsg1";
  static final String LEADERLESS =
      "{\"message\":\"rpc error: code = Unknown desc = The swarm does not have a leader.\"}";
  private static final List<String> HOSTS = List.of("s1", "s2", "s3", "w1", "w2");

  private final RecordedApi api = new RecordedApi();

  RecordedSwarm() {
    HOSTS.forEach(host -> version(host, OLD).info(host, "active", host.startsWith("s")));
    List.of("s1", "s2", "s3").forEach(host -> nodes(host, 1, "reachable"));
    for (var number = 1; number <= 5; number++) {
      api.answer("* GET /nodes/id-" + number, node(number, 1, "reachable", "active", ""));
    }
  }

  RecordedApi api() {
    return api;
  }

  RecordedSwarm version(String host, String version) {
    api.answer(host + " GET /version", "{\"Version\":\"" + version + "\",\"ApiVersion\":\"1.41\"}");
    return this;
  }

  RecordedSwarm info(String host, String state, boolean control) {
    var number = HOSTS.indexOf(host) + 1;
    api.answer(
        host + " GET /info",
        """
        {"Swarm":{"NodeID":"%s","NodeAddr":"10.0.0.%d","LocalNodeState":"%s","ControlAvailable":%s,"Error":""}}
        """
            .formatted(state.equals("inactive") ? "" : "id-" + number, number, state, control));
    return this;
  }

  /// All nodes as one manager shows them: who leads, and how the third manager is reached.
  RecordedSwarm nodes(String manager, int leader, String third) {
    var nodes = new StringBuilder();
    for (var number = 1; number <= 5; number++) {
      nodes.append(number == 1 ? "" : ",").append(node(number, leader, third, "active", ""));
    }
    api.answer(manager + " GET /nodes", "[" + nodes + "]");
    return this;
  }

  /// All nodes as a manager shows them that has forgotten the third.
  RecordedSwarm withoutThird(String manager) {
    var nodes =
        IntStream.of(1, 2, 4, 5).mapToObj(number -> node(number, 1, "", "active", "")).toList();
    api.answer(manager + " GET /nodes", nodes.toString());
    return this;
  }

  static String node(int number, int leader, String third, String availability, String labels) {
    var manager =
        number > 3
            ? ""
            : ",\"ManagerStatus\":{%s\"Reachability\":\"%s\",\"Addr\":\"10.0.0.%d:2377\"}"
                .formatted(
                    number == leader ? "\"Leader\":true," : "",
                    number == 3 ? third : "reachable",
                    number);
    return """
    {"ID":"id-%1$d","Version":{"Index":%2$d},
     "Spec":{"Labels":{%3$s},"Role":"%4$s","Availability":"%5$s"},
     "Description":{"Hostname":"h%1$d","Engine":{"EngineVersion":"20.10.24+dfsg1"}},
     "Status":{"State":"ready","Addr":"%6$s"}%7$s}
    """
        .formatted(
            number,
            number * 10,
            labels,
            number > 3 ? "worker" : "manager",
            number > 3 ? availability : "drain",
            number == leader ? "0.0.0.0" : "10.0.0." + number,
            manager);
  }
}
