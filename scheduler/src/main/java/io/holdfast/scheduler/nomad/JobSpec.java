package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.templates.text.FreeJson;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// A job as it shall stand. It carries a digest, of itself unless another is given, so that a look
/// tells whether the one that stands is the planned one.
record JobSpec(String id, FreeJson bare, String digest) {
  /// Names the deployment that failed before this version was registered.
  static final String AFTER = "holdfast_after";

  private static final String DIGEST = "holdfast_spec";

  JobSpec(String id, FreeJson bare) {
    this(id, bare, Sha256.of(Json.canonical(bare)).substring(0, 16));
  }

  /// Whether a job as Nomad tells it has this specification.
  boolean stands(Body job) {
    return job.at("Meta", DIGEST).text().equals(digest());
  }

  private ObjectNode marked(Map<String, String> meta) {
    var marked = bare.json();
    var into = marked.withObject("/Meta");
    meta.forEach(into::put);
    into.put(DIGEST, digest());
    return marked;
  }

  /// `meta` is added to what the job says about itself.
  void register(NomadApi nomad, String server, Map<String, String> meta) {
    var done = nomad.put(server, "/v1/jobs", Map.of("Job", marked(meta)));
    if (done.status() >= 400 && done.status() < 500) {
      throw Refusal.of(server, "Nomad refused the job " + id + ".", done);
    }
    if (!done.isSuccess()) {
      throw Refusal.silent("The job " + id + " could not be registered.", done.trouble());
    }
  }
}
