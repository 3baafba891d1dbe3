package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Reply;
import java.util.List;
import java.util.Optional;

/// A client of Nomad as its servers see it. `draining` is true until the last task that has to move
/// has gone.
record Worker(
    String id,
    String host,
    String status,
    boolean eligible,
    boolean draining,
    String version,
    boolean runsContainers) {

  /// The client of that name; empty when the servers know none, or do not answer.
  static Optional<Worker> find(NomadApi nomad, String server, String host) {
    return all(nomad.get(server, "/v1/nodes")).stream()
        .filter(worker -> worker.host().equals(host))
        .findFirst();
  }

  /// Clients that are gone for good are left out.
  static List<Worker> all(Reply nodes) {
    return nodes.json().list().stream()
        .map(Worker::of)
        .filter(worker -> !worker.status().equals("down") || worker.eligible())
        .toList();
  }

  private static Worker of(Body node) {
    return new Worker(
        node.at("ID").text(),
        node.at("Name").text(),
        node.at("Status").text(),
        node.at("SchedulingEligibility").text().equals("eligible"),
        node.at("Drain").isTrue(),
        node.at("Version").text(),
        node.at("Drivers", "docker", "Healthy").isTrue());
  }

  boolean isReady() {
    return status.equals("ready");
  }
}
