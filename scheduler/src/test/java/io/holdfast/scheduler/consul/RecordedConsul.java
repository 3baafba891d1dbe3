package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.RecordedApi;
import java.util.List;
import java.util.TreeMap;

/// What three servers of Consul 1.15.4 answered when they were well; tests change one thing of it.
final class RecordedConsul {
  static final String OLD = "1.15.3";
  private static final List<String> SERVERS = List.of("s1", "s2", "s3");

  private final RecordedApi api = new RecordedApi();
  private final TreeMap<String, String> leaders = new TreeMap<>();

  RecordedConsul() {
    for (var host : SERVERS) {
      self(host, OLD, host.equals("s1") ? "Leader" : "Follower", 33, 33);
      leader(host, "10.0.0.1:8300");
      peers(host, 3);
    }
    health(200, "alive", true);
    api.answer("* PUT /v1/kv/holdfast/probe", "true");
    SERVERS.forEach(
        host -> api.answer(host + " GET /v1/kv/holdfast/probe?raw&stale", host + " 1000000"));
  }

  RecordedApi api() {
    return api;
  }

  RecordedConsul self(String host, String version, String state, long applied, long last) {
    var number = host.substring(1);
    api.answer(
        host + " GET /v1/agent/self",
        """
        {"Config":{"Datacenter":"dc1","NodeName":"%1$s","NodeID":"id-%2$s","Server":true,"Version":"%3$s"},
         "DebugConfig":{"ACLTokens":{"ACLAgentToken":"hidden"}},
         "Member":{"Name":"%1$s","Addr":"10.0.0.%2$s","Status":1},
         "Stats":{"consul":{"server":"true"},
          "raft":{"applied_index":"%5$d","commit_index":"%5$d","last_contact":"44.3ms",
           "last_log_index":"%6$d","last_log_term":"2","num_peers":"2","state":"%4$s","term":"2"}}}
        """
            .formatted(host, number, version, state, applied, last));
    return this;
  }

  RecordedConsul leader(String host, String address) {
    leaders.put(host, address);
    api.answer(host + " GET /v1/status/leader", '"' + address + '"');
    return this;
  }

  /// The host's own raft configuration with so many voters of the planned three; a fourth is w1.
  RecordedConsul peers(String host, int voters) {
    var servers = new StringBuilder();
    var peers = new StringBuilder();
    for (var number = 1; number <= Math.max(3, voters); number++) {
      servers.append(
          """
          %s{"ID":"id-%2$d","Node":"s%2$d","Address":"10.0.0.%2$d:8300","Leader":%3$s,"Voter":%4$s}
          """
              .formatted(number == 1 ? "" : ",", number, number == 1, number <= voters));
      peers.append(number == 1 ? "" : ",").append("\"10.0.0.").append(number).append(":8300\"");
    }
    api.answer(
        host + " GET /v1/operator/raft/configuration?stale",
        "{\"Servers\":[" + servers + "],\"Index\":0}");
    api.answer(host + " GET /v1/status/peers", "[" + peers + "]");
    return this;
  }

  /// The first two servers have forgotten the third.
  RecordedConsul withoutThird() {
    for (var host : List.of("s1", "s2")) {
      api.answer(
          host + " GET /v1/operator/raft/configuration?stale",
          """
          {"Servers":[
            {"ID":"id-1","Node":"s1","Address":"10.0.0.1:8300","Leader":true,"Voter":true},
            {"ID":"id-2","Node":"s2","Address":"10.0.0.2:8300","Leader":false,"Voter":true}],
           "Index":0}
          """);
      api.answer(host + " GET /v1/status/peers", "[\"10.0.0.1:8300\",\"10.0.0.2:8300\"]");
    }
    return this;
  }

  /// The first server was told that it is all there is.
  RecordedConsul alone(String host) {
    api.answer(
        host + " GET /v1/operator/raft/configuration?stale",
        """
        {"Servers":[
          {"ID":"id-1","Node":"s1","Address":"10.0.0.1:8300","Leader":true,"Voter":true}],"Index":0}
        """);
    api.answer(host + " GET /v1/status/peers", "[\"10.0.0.1:8300\"]");
    return this;
  }

  /// The leader's opinion, where the third server may be badly thought of.
  RecordedConsul health(int status, String serfOfThird, boolean thirdHealthy) {
    var servers = new StringBuilder();
    for (var number = 1; number <= 3; number++) {
      servers.append(
          """
          %s{"ID":"id-%2$d","Name":"s%2$d","Address":"10.0.0.%2$d:8300","SerfStatus":"%3$s",
            "Version":"1.15.4","Leader":%4$s,"LastContact":"35ms","LastTerm":2,"LastIndex":33,"Healthy":%5$s,"Voter":true}
          """
              .formatted(
                  number == 1 ? "" : ",",
                  number,
                  number == 3 ? serfOfThird : "alive",
                  number == 1,
                  number < 3 || thirdHealthy));
    }
    var healthy = thirdHealthy && status == 200;
    api.answer(
        "* GET /v1/operator/autopilot/health",
        status,
        "{\"Healthy\":" + healthy + ",\"FailureTolerance\":1,\"Servers\":[" + servers + "]}");
    return this;
  }
}
