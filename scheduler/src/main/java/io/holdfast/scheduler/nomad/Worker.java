package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import java.util.Comparator;
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
    boolean runsContainers,
    long createIndex) {

  /// The client of that name; empty when the servers know none, or do not answer. A host that came
  /// back with empty data has a new id, and the old one is kept for a day: the one that is not down
  /// counts, then the newer one.
  static Optional<Worker> find(NomadApi nomad, String server, String host) {
    return of(all(nomad.get(server, "/v1/nodes")), host);
  }

  /// The same among workers that were asked for already.
  static Optional<Worker> of(List<Worker> all, String host) {
    return all.stream()
        .filter(worker -> worker.host().equals(host))
        .max(Comparator.comparing(Worker::isUp).thenComparingLong(Worker::createIndex));
  }

  static Worker required(NomadApi nomad, String server, String host) {
    return find(nomad, server, host)
        .orElseThrow(
            () ->
                Refusal.silent(
                    "The servers of Nomad do not know " + host + ".", nomad.inquiry().raw()));
  }

  static List<Worker> all(Reply nodes) {
    return nodes.json().list().stream().map(Worker::of).toList();
  }

  private static Worker of(Body node) {
    return new Worker(
        node.at("ID").text(),
        node.at("Name").text(),
        node.at("Status").text(),
        node.at("SchedulingEligibility").text().equals("eligible"),
        node.at("Drain").isTrue(),
        node.at("Version").text(),
        node.at("Drivers", "docker", "Healthy").isTrue(),
        node.at("CreateIndex").number());
  }

  boolean isReady() {
    return status.equals("ready");
  }

  /// Whether new work may come here.
  boolean takesWork() {
    return isReady() && eligible;
  }

  private boolean isUp() {
    return !status.equals("down");
  }

  /// What is placed here and has not ended; empty when nobody says.
  Optional<List<Allocation>> unfinished(NomadApi nomad) {
    return nomad
        .anyServer()
        .map(server -> nomad.allocationsOn(server, id))
        .filter(Reply::isSuccess)
        .map(
            reply ->
                Allocation.all(reply).stream()
                    .filter(allocation -> allocation.isRunning() || allocation.isPending())
                    .toList());
  }
}
