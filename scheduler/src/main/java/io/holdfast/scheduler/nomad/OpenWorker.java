package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.gate.World;
import io.holdfast.scheduler.nomad.WorkNotes.Before;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Opens a worker again that was closed for its change, if it was open before. A drain that still
/// runs is ended. With `always` `yes` it is opened however it stood before.
final class OpenWorker implements Operation {
  @Override
  public Outcome look(World world) {
    var host = Parameters.of(world).text("host");
    if (isAlways(world)) {
      var nomad = new NomadApi(new Inquiry(world));
      var worker = Worker.required(nomad, nomad.requiredServer(), host);
      return worker.eligible() && !worker.draining()
          ? new Outcome(false, host + " is open for work")
          : new Outcome(true, host + " is opened for work");
    }
    return new Outcome(true, host + " is open for work as before");
  }

  @Override
  public Outcome perform(World world) {
    var host = Parameters.of(world).text("host");
    var nomad = new NomadApi(new Inquiry(world));
    var server = nomad.requiredServer();
    var notes = new WorkNotes(nomad, server, host);
    var before = isAlways(world) ? Optional.of(Before.OPEN) : notes.before();
    if (before.isEmpty()) {
      return new Outcome(false, host + " was not closed");
    }
    var worker = Worker.required(nomad, server, host);
    switch (before.get()) {
      case OPEN -> open(nomad, server, worker);
      case CLOSED -> {
        if (worker.draining()) {
          required(host, endDrain(nomad, server, worker, false));
        }
      }
      case DRAINING -> {}
    }
    notes.forgetBefore();
    return new Outcome(
        true,
        host
            + switch (before.get()) {
              case OPEN -> " is open for work";
              case CLOSED -> " stays closed, as it was before";
              case DRAINING -> " stays drained, as it was before";
            });
  }

  private static boolean isAlways(World world) {
    return Parameters.of(world).says("always");
  }

  private static void open(NomadApi nomad, String server, Worker worker) {
    if (worker.draining()) {
      required(worker.host(), endDrain(nomad, server, worker, true));
    } else if (!worker.eligible()) {
      required(
          worker.host(),
          nomad.put(
              server,
              "/v1/node/" + worker.id() + "/eligibility",
              Map.of("NodeID", worker.id(), "Eligibility", "eligible")));
    }
  }

  private static Reply endDrain(NomadApi nomad, String server, Worker worker, boolean eligible) {
    var body = new HashMap<String, Object>();
    body.put("NodeID", worker.id());
    body.put("DrainSpec", null);
    body.put("MarkEligible", eligible);
    return nomad.put(server, "/v1/node/" + worker.id() + "/drain", body);
  }

  private static void required(String host, Reply reply) {
    if (!reply.isSuccess()) {
      throw Refusal.silent("Nomad did not open " + host + " again.", reply.trouble());
    }
  }
}
