package io.holdfast.scheduler.swarm;

import java.util.List;
import java.util.Optional;

/// One manager's own word: what its engine says of itself, and the nodes as it gets them from the
/// leader.
///
/// Swarm tells no log index: that a manager lists nodes only proves that it reaches a leader now.
record ManagerView(
    String host,
    Optional<String> trouble,
    String nodeId,
    String localState,
    boolean control,
    List<Node> nodes) {
  ManagerView {
    nodes = List.copyOf(nodes);
  }

  static ManagerView ask(DockerApi docker, String host) {
    var info = docker.get(host, "/info");
    var swarm = info.json().at("Swarm");
    if (!info.isSuccess() || !swarm.isPresent()) {
      return new ManagerView(host, Optional.of(info.trouble()), "", "", false, List.of());
    }
    var nodes = docker.get(host, "/nodes");
    return new ManagerView(
        host,
        nodes.isSuccess() && nodes.json().isList()
            ? Optional.empty()
            : Optional.of(nodes.trouble()),
        swarm.at("NodeID").text(),
        swarm.at("LocalNodeState").text(),
        swarm.at("ControlAvailable").isTrue(),
        nodes.json().list().stream().map(Node::of).toList());
  }

  boolean answers() {
    return trouble.isEmpty();
  }

  List<Node> managers() {
    return nodes.stream().filter(Node::isManager).toList();
  }

  /// The id of the one node that this manager shows as leader.
  Optional<String> leader() {
    var leaders = nodes.stream().filter(Node::leader).map(Node::id).toList();
    return leaders.size() == 1 ? Optional.of(leaders.getFirst()) : Optional.empty();
  }

  Optional<Node> node(String id) {
    return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
  }

  /// Its own node object.
  Optional<Node> own() {
    return node(nodeId);
  }
}
