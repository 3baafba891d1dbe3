package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiTransport;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Layout;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// The HTTP interfaces of modelled Consul and Nomad servers, in the words of the real ones, so that
/// the real gates judge them. A process that is not there is silent, and so is now and then one
/// that is.
final class SimApi implements ApiTransport {
  private static final int UNHEALTHY = 429;
  private static final long STALE_MS = 10_000;

  private final SimWorld world;
  private final SimClock clock;
  private final Map<String, String> older = new HashMap<>();
  private final Map<String, Long> olderAt = new HashMap<>();
  private final Map<String, String> probes = new HashMap<>();
  private final Map<String, Long> probedAt = new HashMap<>();

  SimApi(SimWorld world, SimClock clock) {
    this.world = world;
    this.clock = clock;
  }

  @Override
  public ApiAnswer send(ApiAsk ask) {
    var nomad =
        ask.endpoint() instanceof ApiAsk.Endpoint.Https https
            && https.port() == Layout.NOMAD_HTTPS_PORT;
    var raft = world.raft(nomad ? "nomad" : "consul");
    var host = world.host(ask.host());
    if (!host.isReachable()
        || !host.units().isHealthy(raft.component())
        || !raft.isMember(ask.host())) {
      throw silence(ask.host() + " refuses the connection");
    }
    if (world.strikes(Fault.GATE_SILENT, 4)) {
      throw silence(ask.host() + " does not answer");
    }
    raft.settle();
    return answer(ask, raft, nomad);
  }

  private static HoldfastException silence(String why) {
    return HoldfastException.of(ProblemId.API_SILENT, why);
  }

  private ApiAnswer answer(ApiAsk ask, SimRaft raft, boolean nomad) {
    var path = ask.pathAndQuery();
    if (path.equals("/v1/agent/self")) {
      return ok(nomad ? nomadSelf(ask.host(), raft) : consulSelf(ask.host(), raft));
    } else if (path.equals("/v1/status/leader")) {
      var leader = raft.leaderSeenBy(ask.host()).map(it -> peer(it, nomad)).orElse("");
      return ok('"' + leader + '"');
    } else if (path.equals("/v1/status/peers")) {
      return ok(peers(ask.host(), raft, nomad));
    } else if (path.startsWith("/v1/operator/raft/configuration")) {
      return ok(configuration(ask.host(), raft, nomad));
    } else if (path.startsWith("/v1/operator/autopilot/health")) {
      return health(ask.host(), raft, nomad);
    } else if (path.startsWith("/v1/kv/") || path.startsWith("/v1/var/")) {
      return probe(ask, raft);
    }
    throw new IllegalArgumentException("nothing is modelled at " + path);
  }

  private static ApiAnswer ok(String body) {
    return new ApiAnswer(200, new TreeMap<>(), body);
  }

  private String stats(String host, SimRaft raft) {
    var member = raft.member(host);
    var applied = raft.appliedBy(host, clock.uptimeMs());
    var contact =
        raft.stateOf(host).equals("Candidate")
            ? "never"
            : Math.max(0, world.now() - member.heardAt()) + "ms";
    return "\"raft\":{\"applied_index\":\""
        + applied
        + "\",\"last_log_index\":\""
        + applied
        + "\",\"term\":\""
        + member.knownTerm()
        + "\",\"last_contact\":\""
        + contact
        + "\",\"state\":\""
        + raft.stateOf(host)
        + "\"}";
  }

  private String consulSelf(String host, SimRaft raft) {
    return "{\"Config\":{\"NodeName\":\""
        + host
        + "\",\"NodeID\":\"id-"
        + host
        + "\",\"Server\":true,\"Version\":\""
        + version(host, raft)
        + "\"},\"Stats\":{"
        + stats(host, raft)
        + "}}";
  }

  private String nomadSelf(String host, SimRaft raft) {
    return "{\"config\":{\"Server\":{\"Enabled\":true},\"Version\":{\"Version\":\""
        + version(host, raft)
        + "\"}},\"member\":{\"Tags\":{\"id\":\"id-"
        + host
        + "\"}},\"stats\":{"
        + stats(host, raft)
        + "}}";
  }

  private String version(String host, SimRaft raft) {
    return world.host(host).runs(raft.component()).map(SimWorld::versionOf).orElse("");
  }

  private String peer(String host, boolean nomad) {
    return world.address(host)
        + ":"
        + (nomad ? Layout.NOMAD_SERVER_PORT : Layout.CONSUL_SERVER_PORT);
  }

  private String peers(String asked, SimRaft raft, boolean nomad) {
    var text = new StringBuilder("[");
    for (var host : raft.listed(asked).keySet()) {
      text.append(text.length() == 1 ? "\"" : ",\"").append(peer(host, nomad)).append('"');
    }
    return text.append(']').toString();
  }

  private String configuration(String asked, SimRaft raft, boolean nomad) {
    var text = new StringBuilder("{\"Servers\":[");
    raft.listed(asked)
        .forEach(
            (host, member) ->
                text.append(text.charAt(text.length() - 1) == '[' ? "" : ",")
                    .append("{\"ID\":\"id-")
                    .append(host)
                    .append("\",\"Address\":\"")
                    .append(peer(host, nomad))
                    .append("\",\"Voter\":")
                    .append(member.isVoter())
                    .append('}'));
    return text.append("]}").toString();
  }

  /// The leader's list, passed on; with 429 and the same body when somebody is not well.
  private ApiAnswer health(String asked, SimRaft raft, boolean nomad) {
    if (raft.leader().isEmpty() || !raft.leaderSeenBy(asked).equals(raft.leader())) {
      return new ApiAnswer(500, new TreeMap<>(), "No cluster leader");
    }
    var now = list(asked, raft, nomad);
    var key = raft.system();
    var known = older.getOrDefault(key, now);
    if (world.now() - olderAt.getOrDefault(key, -STALE_MS) >= STALE_MS) {
      olderAt.put(key, world.now());
      older.put(key, now);
    }
    var body = world.strikes(Fault.STALE_HEALTH, 40) ? known : now;
    var well = !body.contains("\"Healthy\":false");
    return new ApiAnswer(well ? 200 : UNHEALTHY, new TreeMap<>(), body);
  }

  private String list(String asked, SimRaft raft, boolean nomad) {
    var text = new StringBuilder("{\"Servers\":[");
    raft.listed(asked)
        .forEach(
            (host, member) -> {
              var healthy = raft.calledHealthy(host);
              text.append(text.charAt(text.length() - 1) == '[' ? "" : ",")
                  .append("{\"ID\":\"id-")
                  .append(host)
                  .append("\",\"Address\":\"")
                  .append(peer(host, nomad))
                  .append("\",\"SerfStatus\":\"")
                  .append(healthy ? "alive" : "failed")
                  .append("\",\"Healthy\":")
                  .append(healthy)
                  .append(",\"Voter\":")
                  .append(member.isVoter())
                  .append(",\"StableSince\":\"")
                  .append(member.stableSince())
                  .append("\"}");
            });
    return text.append("]}").toString();
  }

  private ApiAnswer probe(ApiAsk ask, SimRaft raft) {
    var key = raft.system();
    if (!ask.method().equals("GET")) {
      var at = raft.write(ask.host());
      if (at < 0) {
        return new ApiAnswer(500, new TreeMap<>(), "No cluster leader");
      }
      probes.put(key, ask.body().map(Object::toString).orElse(""));
      probedAt.put(key, at);
      return ok("true");
    }
    var written = probes.getOrDefault(key, "");
    var there = raft.appliedBy(ask.host(), clock.uptimeMs()) >= probedAt.getOrDefault(key, 0L);
    if (!there || written.isEmpty()) {
      return new ApiAnswer(404, new TreeMap<>(), "");
    }
    return ok(written);
  }
}
