package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.FreeJson;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// A job as it shall stand. It carries a digest, of itself unless another is given, so that a look
/// tells whether the one that stands is the planned one.
record JobSpec(String id, FreeJson bare, String digest) {
  /// Names the deployment that failed before this version was registered.
  static final String AFTER = "holdfast_after";

  private static final Set<String> ENDS_BY_ITSELF = Set.of("batch", "sysbatch");
  private static final String DIGEST = "holdfast_spec";

  JobSpec(String id, FreeJson bare) {
    this(id, bare, Sha256.of(Json.canonical(bare)).substring(0, 16));
  }

  /// Where it stands among the jobs of the cluster.
  String namespace() {
    return bare.json().path("Namespace").asString("default");
  }

  /// `service` unless it says otherwise.
  private String type() {
    return bare.json().path("Type").asString("service");
  }

  boolean endsByItself() {
    return ENDS_BY_ITSELF.contains(type());
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

  /// Nomad answers 500 to a job with mistakes as to a cluster without a leader (seen with 2.0.5);
  /// asked for its opinion it names the mistakes.
  private void requireValid(Reply opinion) {
    var mistakes = opinion.json().at("ValidationErrors").list().stream().map(Body::text).toList();
    if (opinion.isSuccess() && !mistakes.isEmpty()) {
      throw Problem.of(ProblemId.API_REFUSED, "Nomad finds mistakes in the job " + id + ".")
          .withEvidence(String.join("; ", mistakes))
          .asException();
    }
  }

  /// `meta` is added to what the job says about itself.
  void register(NomadApi nomad, String server, Map<String, String> meta) {
    var job = Map.of("Job", marked(meta));
    var done = nomad.put(server, "/v1/jobs", job);
    if (done.status() >= 400 && done.status() < 500) {
      throw Refusal.of(server, "Nomad refused the job " + id + ".", done);
    }
    if (done.status() >= 500) {
      requireValid(nomad.put(server, "/v1/validate/job", job));
    }
    if (!done.isSuccess()) {
      throw Refusal.silent("The job " + id + " could not be registered.", done.trouble());
    }
  }
}
