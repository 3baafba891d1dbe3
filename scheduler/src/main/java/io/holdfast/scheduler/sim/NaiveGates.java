package io.holdfast.scheduler.sim;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Memory;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.plan.GateSpec;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.render.Layout;
import java.util.Optional;

/// Gates as they were written elsewhere, or could be written by mistake, one for each plant that
/// lies in a gate. Without such a plant it has no opinion, and about a single server neither.
final class NaiveGates {
  private final SimWorld world;
  private final SimApi api;

  NaiveGates(SimWorld world, SimApi api) {
    this.world = world;
    this.api = api;
  }

  Optional<Verdict> judge(GateSpec gate, Memory notes) {
    var name = gate.gate();
    if (world.servers.size() == 1 && !name.startsWith("lb.")) {
      return Optional.empty();
    }
    if (name.endsWith(".quorum-before")) {
      return before(gate);
    } else if (name.endsWith(".quorum-or-down")) {
      return when(Plant.SKIP_AGAIN_GATE, "not asked").or(() -> before(gate));
    } else if (name.endsWith(".member-after")) {
      return after(gate, notes);
    } else if (name.equals("lb.backends-up")) {
      return when(Plant.SKIP_TRAFFIC_GATE, "not asked");
    } else if (name.equals("unit.steady")) {
      return when(Plant.BELIEVE_AUTOPILOT, "not asked")
          .or(() -> when(Plant.PING_ONLY, "not asked"));
    }
    return Optional.empty();
  }

  private Optional<Verdict> when(Plant plant, String why) {
    return world.options.has(plant) ? Optional.of(SimGates.yes(why)) : Optional.empty();
  }

  private Optional<Verdict> before(GateSpec gate) {
    if (world.options.has(Plant.DROPPED_429_BODY) && !gate.gate().startsWith("swarm.")) {
      return Optional.of(allWell(gate, ""));
    }
    return when(Plant.SKIP_QUORUM_GATE, "not asked");
  }

  private Optional<Verdict> after(GateSpec gate, Memory notes) {
    if (gate.gate().startsWith("swarm.")) {
      return Optional.empty();
    }
    if (world.options.has(Plant.BELIEVE_AUTOPILOT)) {
      return Optional.of(allWell(gate, gate.parameters().getOrDefault("host", "")));
    }
    if (world.options.has(Plant.PING_ONLY)) {
      return Optional.of(pinged(gate));
    }
    return world.options.has(Plant.STABLE_SINCE_WAIT)
        ? Optional.of(stableSince(gate, notes))
        : Optional.empty();
  }

  /// Believes the product's own summary, read by a client that gives no body with an error status.
  private Verdict allWell(GateSpec gate, String host) {
    for (var server : world.servers) {
      try {
        var answer = api.send(ask(gate, server));
        var body = answer.isSuccess() ? Body.of(answer.body()) : Body.of("");
        var unhealthy =
            body.at("Servers").list().stream()
                .filter(it -> host.isEmpty() || it.at("ID").text().equals("id-" + host))
                .anyMatch(it -> !it.at("Healthy").isTrue());
        return unhealthy ? SimGates.no("unhealthy") : SimGates.yes("nobody is unhealthy");
      } catch (HoldfastException silent) {
        // the next one is asked
      }
    }
    return SimGates.no("no server answers");
  }

  /// Takes any answer of the changed server for its being back.
  private Verdict pinged(GateSpec gate) {
    var host = world.host(gate.parameters().getOrDefault("host", ""));
    var component = gate.gate().substring(0, gate.gate().indexOf('.'));
    return host.units().isAlive(component) ? SimGates.yes("it is there") : SimGates.no("not there");
  }

  /// Waits until the product says that the server became stable anew.
  private Verdict stableSince(GateSpec gate, Memory notes) {
    for (var server : world.servers) {
      try {
        var body = Body.of(api.send(ask(gate, server)).body());
        var since =
            body.at("Servers").list().stream()
                .filter(it -> it.at("ID").text().endsWith(gate.parameters().get("host")))
                .map(it -> it.at("StableSince").text())
                .findFirst()
                .orElse("");
        if (notes.recall("stable").isEmpty()) {
          notes.note("stable", since);
        }
        return notes.recall("stable").filter(since::equals).isPresent()
            ? SimGates.no("it has not become stable anew")
            : SimGates.yes("stable since " + since);
      } catch (HoldfastException silent) {
        // the next one is asked
      }
    }
    return SimGates.no("no server answers");
  }

  private static ApiAsk ask(GateSpec gate, String server) {
    var port =
        gate.gate().startsWith("nomad.") ? Layout.NOMAD_HTTPS_PORT : Layout.CONSUL_HTTPS_PORT;
    return ApiAsk.get(
        server, new ApiAsk.Endpoint.Https(port, "localhost"), "/v1/operator/autopilot/health");
  }
}
