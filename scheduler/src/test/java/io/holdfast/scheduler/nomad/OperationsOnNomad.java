package io.holdfast.scheduler.nomad;

import static io.holdfast.scheduler.nomad.RecordedNomad.VERSION;
import static io.holdfast.scheduler.nomad.RecordedNomad.answered;

import io.holdfast.scheduler.gate.Operation.Outcome;
import io.holdfast.scheduler.gate.Operations;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.gate.Worlds;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.Clock;
import io.holdfast.templates.text.Json;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Operations of plans on a Nomad whose answers were recorded.
abstract class OperationsOnNomad {
  final RecordedNomad nomad = new RecordedNomad();

  Outcome deploy() {
    return perform("nomad.deploy-service", NomadGatesTest.service());
  }

  ApiAnswer eligible(String eligibility) {
    nomad.node("w1", "ready", eligibility, false, VERSION);
    return answered(200, "{}");
  }

  ApiAnswer drained() {
    nomad.node("w1", "ready", "ineligible", true, VERSION);
    return answered(200, "{}");
  }

  /// The body of the last change at a path.
  JsonNode body(String path) {
    var bodies = nomad.api().bodies();
    var changes =
        nomad.api().changes().stream().filter(change -> !change.contains(" DELETE ")).toList();
    for (var index = changes.size() - 1; index >= 0; index--) {
      if (changes.get(index).endsWith(path)) {
        return Json.readTree(bodies.get(index));
      }
    }
    throw new AssertionError("nothing was changed at " + path);
  }

  World world(Map<String, String> parameters) {
    return Worlds.of(nomad.api(), parameters);
  }

  Outcome perform(String operation, Map<String, String> parameters) {
    return perform(operation, parameters, new Worlds.VirtualClock());
  }

  Outcome perform(String operation, Map<String, String> parameters, Clock clock) {
    return Operations.named(operation)
        .perform(Worlds.of(Worlds.SITE, nomad.api(), clock, parameters));
  }
}
