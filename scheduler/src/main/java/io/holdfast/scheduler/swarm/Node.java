package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Hosts;
import java.util.SortedMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A node object as the managers keep it. `index` is its version, which every change must name.
record Node(
    String id,
    long index,
    String role,
    String availability,
    String state,
    String address,
    String managerAddress,
    boolean leader,
    String reachability,
    String engineVersion,
    SortedMap<String, String> labels,
    Body spec) {
  static final String HOST_LABEL = "holdfast.host";
  static final String WORKER_LABEL = "holdfast.worker";
  static final String PROBE_LABEL = "holdfast.probe";
  static final int MANAGER_PORT = 2377;

  static Node of(Body node) {
    var manager = node.at("ManagerStatus");
    return new Node(
        node.at("ID").text(),
        node.at("Version", "Index").number(),
        node.at("Spec", "Role").text(),
        node.at("Spec", "Availability").text(),
        node.at("Status", "State").text(),
        node.at("Status", "Addr").text(),
        manager.at("Addr").text(),
        manager.at("Leader").isTrue(),
        manager.at("Reachability").text(),
        node.at("Description", "Engine", "EngineVersion").text(),
        node.at("Spec", "Labels").fields(Body::text),
        node.at("Spec"));
  }

  boolean isManager() {
    return role.equals("manager");
  }

  boolean isReady() {
    return state.equals("ready");
  }

  /// Whether new work is kept from it.
  boolean isClosed() {
    return !availability.equals("active");
  }

  boolean isReachable() {
    return reachability.equals("reachable");
  }

  /// Whether this is the node of a host: by our own label, else by its address (a leader's own
  /// status address may read `0.0.0.0`, so the manager address counts too).
  boolean isOf(String host, Hosts hosts) {
    var label = labels.get(HOST_LABEL);
    if (label != null) {
      return label.equals(host);
    }
    var wanted = hosts.address(host);
    return address.equals(wanted) || managerAddress.equals(wanted + ":" + MANAGER_PORT);
  }

  /// The specification to send back with changes; a copy.
  ObjectNode specCopy() {
    return spec.tree() instanceof ObjectNode object
        ? object
        : JsonNodeFactory.instance.objectNode();
  }

  @Override
  public String toString() {
    return id
        + " ("
        + role
        + ", "
        + state
        + ", "
        + availability
        + (reachability.isEmpty() ? "" : ", " + reachability)
        + ")";
  }
}
