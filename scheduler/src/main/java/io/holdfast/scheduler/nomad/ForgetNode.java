package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import java.util.List;
import java.util.stream.Stream;

/// Takes a host that was stopped for good out of Nomad's workers, by id, and out of its servers'
/// gossip, through a server that stays. What was still placed there is placed elsewhere.
///
/// Source: `PUT /v1/node/:id/purge`, `GET /v1/agent/members` and `PUT /v1/agent/force-leave?node=`
/// of Nomad's HTTP API.
final class ForgetNode implements Operation {
  private static final int LOOKS = 60;
  private static final long BETWEEN_LOOKS_MS = 1_000;

  @Override
  public Outcome look(World world) {
    var known = known(world);
    return says(world, known);
  }

  @Override
  public Outcome perform(World world) {
    var first = known(world);
    var host = Parameters.of(world).text("host");
    for (var look = 0; look < LOOKS; look++) {
      var now = known(world);
      if (now.isEmpty()) {
        return says(world, first);
      }
      forget(world, host, now);
      world.clock().sleepMs(BETWEEN_LOOKS_MS);
    }
    throw Refusal.silent("Nomad still knows " + host + ".", String.join(", ", first.all()));
  }

  private static void forget(World world, String host, Known known) {
    var nomad = new NomadApi(new Inquiry(world));
    var server = nomad.requiredServerBut(host);
    for (var id : known.workers()) {
      Refusal.requireDone(
          host,
          "Nomad does not forget the worker " + host + ".",
          nomad.put(server, "/v1/node/" + id + "/purge", ""));
    }
    for (var name : known.servers()) {
      Refusal.requireDone(
          host,
          "Nomad does not forget the server " + host + ".",
          nomad.forceLeave(server, "/v1/agent/force-leave?node=" + name));
    }
  }

  /// Ids of workers of that name, and names of servers at its address that have not left.
  private record Known(List<String> workers, List<String> servers) {
    boolean isEmpty() {
      return workers.isEmpty() && servers.isEmpty();
    }

    List<String> all() {
      return Stream.concat(workers.stream(), servers.stream()).toList();
    }
  }

  private static Known known(World world) {
    var host = Parameters.of(world).text("host");
    var hosts = Hosts.of(world);
    var nomad = new NomadApi(new Inquiry(world));
    var server = nomad.requiredServerBut(host);
    var nodes =
        Refusal.requireDone(
            host, "Nomad does not tell its workers.", nomad.list(server, "/v1/nodes"));
    var workers =
        Worker.all(nodes).stream()
            .filter(worker -> worker.host().equals(host))
            .map(Worker::id)
            .sorted()
            .toList();
    if (!hosts.isServer(host)) {
      return new Known(workers, List.of());
    }
    var members =
        Refusal.requireDone(
            host, "Nomad does not tell its servers.", nomad.get(server, "/v1/agent/members"));
    var servers =
        members.json().at("Members").list().stream()
            .filter(member -> member.at("Addr").text().equals(hosts.address(host)))
            .filter(member -> !member.at("Status").text().equals("left"))
            .map(member -> member.at("Name").text())
            .sorted()
            .toList();
    return new Known(workers, servers);
  }

  private static Outcome says(World world, Known known) {
    var host = Parameters.of(world).text("host");
    return known.isEmpty()
        ? new Outcome(false, "Nomad knows nothing of " + host)
        : new Outcome(true, "Nomad forgets " + String.join(", ", known.all()) + " of " + host);
  }
}
