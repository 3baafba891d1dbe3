package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.HostProcess;
import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Secret;
import io.holdfast.templates.text.SecretText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Brings hosts into the swarm and takes them out. Servers that are no workers are drained from
/// their first moment.
///
/// Join tokens are asked from a manager when they are needed and live only in memory.
final class Membership {
  private static final String TOKEN = "swarm.join-token";
  private static final String UNIT = " (" + Layout.DOCKER_UNIT + ")";
  private static final int LOOKS = 20;
  private static final long BETWEEN_LOOKS_MS = 500;

  private final DockerApi docker;
  private final Hosts hosts;

  Membership(DockerApi docker) {
    this.docker = docker;
    this.hosts = Hosts.of(docker.inquiry().world());
  }

  /// What the host's engine says of its membership.
  record State(String local, boolean control, String nodeId) {
    boolean isActive() {
      return local.equals("active");
    }

    boolean isOut() {
      return local.equals("inactive") || local.isEmpty();
    }
  }

  State state(String host) {
    var info = docker.get(host, "/info");
    var swarm = info.json().at("Swarm");
    if (!info.isSuccess() || !info.json().isObject()) {
      throw Refusal.silent(
          "Docker on " + host + (mayRun(host) ? " does not answer" : " does not run") + UNIT,
          info.trouble());
    }
    return new State(
        swarm.at("LocalNodeState").text(),
        swarm.at("ControlAvailable").isTrue(),
        swarm.at("NodeID").text());
  }

  private boolean mayRun(String host) {
    return new HostProcess(docker.inquiry(), Layout.DOCKER_UNIT).mayRun(host);
  }

  String plannedAvailability(String host) {
    return hosts.isWorker(host) ? "active" : "drain";
  }

  void init(String host) {
    var body = new TreeMap<String, Object>(entry(host));
    body.put("Spec", Map.of());
    required(
        host,
        docker.post(host, "/swarm/init", Json.write(body)),
        "Docker on " + host + " did not start a swarm.");
  }

  void join(String host, String role, String manager) {
    var body = new TreeMap<String, Object>(entry(host));
    body.put("RemoteAddrs", List.of(hosts.address(manager) + ":" + Node.MANAGER_PORT));
    body.put("JoinToken", SecretText.placeholder(TOKEN));
    var token = token(role, manager);
    required(
        host,
        docker.post(host, "/swarm/join", Json.write(body), ask -> ask.withSecret(TOKEN, token)),
        "Docker on " + host + " did not join the swarm.");
  }

  void leave(String host) {
    required(
        host,
        docker.post(host, "/swarm/leave?force=true", ""),
        "Docker on " + host + " did not leave the swarm.");
  }

  /// Waits until a manager knows the host's node, then labels it.
  void label(String host, String manager) {
    var nodes = new Nodes(docker, manager);
    var node = awaitNode(host, nodes);
    if (!isLabelled(node, host)) {
      nodes
          .label(node.id(), labels(host))
          .ifPresent(
              why -> {
                throw Refusal.silent("The node of " + host + " could not be labelled.", why);
              });
    }
  }

  boolean isLabelled(Node node, String host) {
    return node.labels().entrySet().containsAll(labels(host).entrySet());
  }

  private Map<String, String> labels(String host) {
    return Map.of(Node.HOST_LABEL, host, Node.WORKER_LABEL, Boolean.toString(hosts.isWorker(host)));
  }

  private Node awaitNode(String host, Nodes nodes) {
    for (var look = 0; look < LOOKS; look++) {
      var state = state(host);
      var node = state.nodeId().isEmpty() ? Optional.<Node>empty() : nodes.find(state.nodeId());
      if (state.isActive() && node.isPresent()) {
        return node.get();
      }
      docker.inquiry().world().clock().sleepMs(BETWEEN_LOOKS_MS);
    }
    throw Refusal.silent(
        "The managers do not know the node of " + host + ".", docker.inquiry().raw());
  }

  private Map<String, Object> entry(String host) {
    var address = hosts.address(host) + ":" + Node.MANAGER_PORT;
    return Map.of(
        "ListenAddr", address, "AdvertiseAddr", address, "Availability", plannedAvailability(host));
  }

  private Secret token(String role, String manager) {
    var reply = docker.getUnkept(manager, "/swarm");
    var token = reply.json().at("JoinTokens", role.equals("manager") ? "Manager" : "Worker").text();
    if (token.isEmpty()) {
      throw Refusal.silent(
          "The manager " + manager + " gave no join token.",
          manager + " GET /swarm -> " + reply.status());
    }
    return Secret.of(token);
  }

  /// 5xx is what the engine says for most passing troubles, and also for a swarm it is in already:
  /// ask again, and the next look tells.
  private static void required(String host, Reply reply, String what) {
    if (reply.isSilent() || reply.status() >= 500) {
      throw Refusal.silent(what, reply.trouble());
    }
    if (!reply.isSuccess()) {
      throw Refusal.of(host, what, reply);
    }
  }
}
