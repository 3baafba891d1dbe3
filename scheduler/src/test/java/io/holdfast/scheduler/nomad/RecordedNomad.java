package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.RecordedApi;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.templates.text.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// What three servers and two workers of Nomad 2.0.5 answered when they were well; tests change one
/// thing of it. Variables and jobs are kept as a real one keeps them.
final class RecordedNomad {
  static final String VERSION = "2.0.5";
  private static final List<String> SERVERS = List.of("s1", "s2", "s3");
  private static final List<String> WORKERS = List.of("w1", "w2");

  private final RecordedApi api = new RecordedApi();
  private final TreeMap<String, String> nodes = new TreeMap<>();
  private final TreeMap<String, String> allocations = new TreeMap<>();
  private final TreeMap<String, String> deployments = new TreeMap<>();

  RecordedNomad() {
    for (var host : SERVERS) {
      server(host, VERSION, host.equals("s1") ? "Leader" : "Follower");
      api.answer(host + " GET /v1/status/leader", "\"10.0.0.1:4647\"");
      api.answer(
          host + " GET /.well-known/jwks.json?stale",
          "{\"keys\":[{\"use\":\"sig\",\"kty\":\"RSA\",\"kid\":\"5e1d\",\"alg\":\"RS256\"}]}");
      peers(host);
    }
    health();
    variable("holdfast/probe");
    for (var host : WORKERS) {
      worker(host, VERSION, "5.237772081s");
      node(host, "ready", "eligible", false, VERSION);
      variable("holdfast/workers/" + host + "/work");
      variable("holdfast/workers/" + host + "/before");
      allocations(host);
    }
    jobs();
  }

  RecordedApi api() {
    return api;
  }

  /// A server's own word, with what it says of its settings.
  RecordedNomad server(String host, String version, String state) {
    api.answer(
        host + " GET /v1/agent/self",
        """
        {"config":{"ACL":{"Enabled":true},"Consuls":[{"Token":"<redacted>"}],
          "Server":{"Enabled":true,"BootstrapExpect":3},"Plugins":[{"Config":{"auth":"a secret"}}],
          "Version":{"BuildDate":null,"Revision":"","Version":"%2$s","VersionPrerelease":""}},
         "member":{"Addr":"10.0.0.%1$s","Name":"s%1$s.global","Status":"alive",
          "Tags":{"id":"id-%1$s","build":"%2$s","raft_vsn":"3","role":"nomad"}},
         "stats":{"nomad":{"leader":"false","server":"true"},
          "raft":{"applied_index":"33","commit_index":"33","last_contact":"35.1ms",
           "last_log_index":"33","last_log_term":"2","num_peers":"2","state":"%3$s","term":"2"}}}
        """
            .formatted(host.substring(1), version, state));
    return this;
  }

  private void peers(String host) {
    var servers = new ArrayList<String>();
    var peers = new ArrayList<String>();
    for (var number = 1; number <= 3; number++) {
      servers.add(
          """
          {"Address":"10.0.0.%1$d:4647","ID":"id-%1$d","Leader":%2$s,"Node":"s%1$d.global",
           "RaftProtocol":"3","Voter":true}
          """
              .formatted(number, number == 1));
      peers.add("\"10.0.0." + number + ":4647\"");
    }
    api.answer(
        host + " GET /v1/operator/raft/configuration?stale",
        "{\"Index\":0,\"Servers\":[" + String.join(",", servers) + "]}");
    api.answer(host + " GET /v1/status/peers", "[" + String.join(",", peers) + "]");
  }

  /// Its list is in no order.
  private void health() {
    var servers = new ArrayList<String>();
    for (var number : List.of(2, 3, 1)) {
      servers.add(
          """
          {"LastContact":"0s","ID":"id-%1$d","Name":"s%1$d.global","Address":"10.0.0.%1$d:4647",
           "SerfStatus":"alive","Version":"2.0.5","Leader":%2$s,"LastTerm":2,"LastIndex":33,
           "Healthy":true,"Voter":true,"StableSince":"2026-11-21T13:21:02Z"}
          """
              .formatted(number, number == 1));
    }
    api.answer(
        "* GET /v1/operator/autopilot/health",
        "{\"FailureTolerance\":1,\"Healthy\":true,\"Leader\":\"id-1\",\"Servers\":["
            + String.join(",", servers)
            + "]}");
  }

  /// A worker's own word; `heartbeat` is how long ago it heard a server.
  RecordedNomad worker(String host, String version, String heartbeat) {
    api.answer(
        host + " GET /v1/agent/self",
        """
        {"config":{"Server":{"Enabled":false},"Version":{"Version":"%s","VersionPrerelease":""}},
         "member":{"Addr":null,"Name":"","Status":"none","Tags":null},
         "stats":{"client":{"heartbeat_ttl":"13.434484672s","node_id":"node-%s",
          "known_servers":"10.0.0.1:4647","num_allocations":"2","last_heartbeat":"%s"}}}
        """
            .formatted(version, host, heartbeat));
    return this;
  }

  /// A worker as the servers see it, under the id `node-<host>`.
  RecordedNomad node(
      String host, String status, String eligibility, boolean drain, String version) {
    return node("node-" + host, host, status, eligibility, drain, version, true, 10);
  }

  RecordedNomad node(
      String id,
      String host,
      String status,
      String eligibility,
      boolean drain,
      String version,
      boolean docker,
      int createIndex) {
    nodes.put(
        id,
        """
        {"Address":"10.0.0.4","CreateIndex":%8$d,"Datacenter":"dc1","Drain":%5$s,
         "Drivers":{"docker":{"Attributes":{},"Detected":true,"Healthy":%7$s}},
         "ID":"%1$s","LastDrain":null,"Name":"%2$s","NodePool":"default",
         "SchedulingEligibility":"%4$s","Status":"%3$s","Version":"%6$s"}
        """
            .formatted(id, host, status, eligibility, drain, version, docker, createIndex));
    api.react(
        "* GET /v1/nodes", ask -> answered(200, "[" + String.join(",", nodes.values()) + "]"));
    return this;
  }

  /// Which allocations the servers list for a worker.
  RecordedNomad allocations(String host, String... list) {
    allocations.put(host, "[" + String.join(",", list) + "]");
    api.react(
        "* GET /v1/allocations?namespace=*&filter=NodeID%20%3D%3D%20%22node-" + host + "%22",
        ask -> answered(200, allocations.getOrDefault(host, "[]")));
    return this;
  }

  /// One allocation of a list, with one task.
  static String allocation(
      String id, String job, String type, String desired, String status, int restarts, String at) {
    return """
    {"ClientDescription":"","ClientStatus":"%5$s","CreateIndex":17,
     "DesiredDescription":"%8$s","DesiredStatus":"%4$s","ID":"%1$s","JobID":"%2$s",
     "JobType":"%3$s","JobVersion":3,"Name":"%2$s.%2$s[0]","Namespace":"default",
     "NextAllocation":"","NodeID":"node-w1","NodeName":"w1","TaskGroup":"%2$s-1",
     "TaskStates":{"%2$s":{"Failed":false,"FinishedAt":null,"Restarts":%6$d,
      "StartedAt":"%7$s","State":"running"}}}
    """
        .formatted(
            id,
            job,
            type,
            desired,
            status,
            restarts,
            at,
            desired.equals("run") ? "" : "alloc is lost since its node is down");
  }

  /// Answers a job by its id and namespace.
  RecordedNomad job(String id, long version, boolean stopped) {
    api.answer(
        "* GET /v1/job/" + id + "?namespace=default",
        "{\"ID\":\"" + id + "\",\"Version\":" + version + ",\"Stop\":" + stopped + "}");
    return this;
  }

  /// One variable, which is not there at first.
  private void variable(String path) {
    var kept = new TreeMap<String, String>();
    var at = " /v1/var/" + path;
    api.react("* PUT" + at, ask -> keep(kept, ask));
    api.react("* GET" + at, ask -> read(kept));
    api.react("* GET" + at + "?stale", ask -> read(kept));
    api.react(
        "* DELETE" + at,
        ask -> {
          kept.clear();
          return answered(204, "");
        });
  }

  private static ApiAnswer keep(Map<String, String> kept, ApiAsk ask) {
    kept.put("is", body(ask));
    return answered(200, body(ask));
  }

  private static ApiAnswer read(Map<String, String> kept) {
    var text = kept.get("is");
    return text == null ? answered(404, "variable not found") : answered(200, text);
  }

  /// Registers what it gets as the next version of a job, and answers it.
  private void jobs() {
    variable("holdfast/jobs/report");
    var versions = new TreeMap<String, Long>();
    api.react(
        "* PUT /v1/jobs",
        ask -> {
          var job = (ObjectNode) Json.readTree(body(ask)).path("Job");
          var id = job.path("ID").asString();
          job.put("Version", versions.merge(id, 0L, (old, first) -> old + 1));
          job.put("Stop", false);
          api.answer("* GET /v1/job/" + id, job.toString());
          return answered(200, "{\"EvalID\":\"1\",\"Warnings\":\"\"}");
        });
    api.answer("* GET /v1/job/web", 404, "job not found");
    api.react(
        "* GET /v1/job/web/deployments",
        ask -> answered(200, "[" + String.join(",", deployments.values()) + "]"));
    api.answer("* GET /v1/job/web/allocations", "[]");
  }

  /// A deployment of the service `web`; a later one of the same version takes its place.
  RecordedNomad deployment(int version, String status, String because) {
    deployments.put(
        Integer.toString(version),
        """
        {"CreateIndex":%1$d,"ID":"deployment-%1$d","JobID":"web","JobVersion":%1$d,
         "Status":"%2$s","StatusDescription":"%3$s"}
        """
            .formatted(version, status, because));
    return this;
  }

  /// The service `web` runs so many instances on each of these workers.
  RecordedNomad running(int version, int instances, String... hosts) {
    var list = new ArrayList<String>();
    for (var host : hosts) {
      for (var instance = 1; instance <= instances; instance++) {
        list.add(
            """
            {"ClientStatus":"running","DesiredStatus":"run","ID":"%1$s-%2$d","JobID":"web",
             "JobType":"service","JobVersion":%3$d,"NodeID":"node-%1$s","TaskGroup":"web-%2$d"}
            """
                .formatted(host, instance, version));
      }
    }
    api.answer("* GET /v1/job/web/allocations", "[" + String.join(",", list) + "]");
    return this;
  }

  static ApiAnswer answered(int status, String body) {
    return new ApiAnswer(status, new TreeMap<>(), body);
  }

  static String body(ApiAsk ask) {
    return ask.resolvedBody(Worlds::secret).map(text -> text.reveal()).orElse("");
  }
}
