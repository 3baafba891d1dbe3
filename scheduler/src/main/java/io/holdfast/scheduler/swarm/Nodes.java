package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.templates.text.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// The node objects as seen and changed through one manager.
///
/// A change names the version it was made from; when somebody else was faster it is made again from
/// the new one.
final class Nodes {
  private static final int TRIES = 5;

  /// From being given to a node until it has ended.
  private static final Set<String> UNDER_WAY =
      Set.of("assigned", "accepted", "preparing", "ready", "starting", "running");

  private final DockerApi docker;
  private final String manager;

  Nodes(DockerApi docker, String manager) {
    this.docker = docker;
    this.manager = manager;
  }

  List<Node> all() {
    return docker.get(manager, "/nodes").json().list().stream().map(Node::of).toList();
  }

  Optional<Node> find(String id) {
    var reply = docker.get(manager, "/nodes/" + id);
    return reply.isSuccess() && reply.json().isObject()
        ? Optional.of(Node.of(reply.json()))
        : Optional.empty();
  }

  /// The node of a host; of several (one may be left from an earlier life) the one that is ready.
  Optional<Node> of(String host) {
    var hosts = Hosts.of(docker.inquiry().world());
    return all().stream()
        .filter(node -> node.isOf(host, hosts))
        .max(Comparator.comparing(Node::isReady).thenComparingLong(Node::index));
  }

  /// Whether no task is wanted there; silence is no yes.
  boolean wantsNothingOn(Node node) {
    var query =
        DockerApi.filters(Map.of("desired-state", List.of("running"), "node", List.of(node.id())));
    var wanted = docker.get(manager, "/tasks" + query);
    return wanted.isSuccess() && wanted.json().isList() && wanted.json().list().isEmpty();
  }

  /// How many tasks have not ended there; one at least when nobody says.
  long runningOn(Node node) {
    var tasks =
        docker.get(manager, "/tasks" + DockerApi.filters(Map.of("node", List.of(node.id()))));
    return tasks.isSuccess() && tasks.json().isList()
        ? tasks.json().list().stream()
            .filter(task -> UNDER_WAY.contains(task.at("Status", "State").text()))
            .count()
        : 1;
  }

  /// Sets labels and leaves the others; answers why it could not.
  Optional<String> label(String id, Map<String, String> labels) {
    return change(id, spec -> labels.forEach(labelsOf(spec)::put));
  }

  Optional<String> availability(String id, String availability) {
    return change(id, spec -> spec.put("Availability", availability));
  }

  Optional<String> role(String id, String role) {
    return change(id, spec -> spec.put("Role", role));
  }

  Optional<String> remove(String id) {
    var gone = docker.delete(manager, "/nodes/" + id + "?force=true");
    return gone.isSuccess() || gone.status() == 404
        ? Optional.empty()
        : Optional.of(gone.trouble());
  }

  private static ObjectNode labelsOf(ObjectNode spec) {
    return spec.get("Labels") instanceof ObjectNode present ? present : spec.putObject("Labels");
  }

  private Optional<String> change(String id, Consumer<ObjectNode> edit) {
    var trouble = Optional.of("the node " + id + " is not there");
    for (var attempt = 0; attempt < TRIES; attempt++) {
      var node = find(id);
      if (node.isEmpty()) {
        return trouble;
      }
      var spec = node.get().specCopy();
      edit.accept(spec);
      var done =
          docker.post(
              manager, "/nodes/" + id + "/update?version=" + node.get().index(), Json.write(spec));
      if (done.isSuccess()) {
        return Optional.empty();
      }
      trouble = Optional.of(done.trouble());
      if (!isConflict(done)) {
        return trouble;
      }
    }
    return trouble;
  }

  static boolean isConflict(Reply reply) {
    return reply.body().contains("update out of sequence");
  }
}
