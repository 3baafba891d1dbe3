package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.templates.text.FreeJson;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// A job as it shall stand. It carries the digest of itself, so that a look tells whether the one
/// that stands is the planned one.
record JobSpec(String id, FreeJson bare) {
  static final String DIGEST = "holdfast_spec";

  String digest() {
    return Sha256.of(Json.canonical(bare)).substring(0, 16);
  }

  private ObjectNode marked() {
    var marked = bare.json();
    marked.withObject("/Meta").put(DIGEST, digest());
    return marked;
  }

  void register(NomadApi nomad, String server) {
    var done = nomad.put(server, "/v1/jobs", Map.of("Job", marked()));
    if (done.status() >= 400 && done.status() < 500) {
      throw Refusal.of(server, "Nomad refused the job " + id + ".", done);
    }
    if (!done.isSuccess()) {
      throw Refusal.silent("The job " + id + " could not be registered.", done.trouble());
    }
  }
}
