package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Change;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import io.holdfast.templates.text.FreeJson;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Registers a job that the vendor wrote in Nomad's own words. Which version of it was registered
/// last is noted among Nomad's variables: a batch job that has ended and was collected is done, and
/// is not run a second time by the next look. A service that found no place, or whose deployment
/// failed, is registered again.
final class DeployJob implements Operation {
  private static final String NOTHING = "the job stands as planned";
  private static final int NOT_FOUND = 404;
  private static final String ITEM = "digest";

  @Override
  public Outcome look(World world) {
    return Change.wouldDo(changes(world), NOTHING);
  }

  @Override
  public Outcome perform(World world) {
    return Change.doAll(changes(world), NOTHING);
  }

  private static List<Change> changes(World world) {
    var parameters = Parameters.of(world);
    var job =
        new JobSpec(
            parameters.text("job"), Json.read(parameters.text("specification"), FreeJson.class));
    var nomad = new NomadApi(new Inquiry(world));
    var server = nomad.requiredServer();
    var variable = "holdfast/jobs/" + job.id();
    var noted = nomad.get(server, "/v1/var/" + variable);
    if (!noted.isSuccess() && noted.status() != NOT_FOUND) {
      throw Refusal.silent("Nomad does not tell what was registered.", noted.trouble());
    }
    if (!noted.json().at("Items", ITEM).text().equals(job.digest())) {
      return List.of(
          new Change(
              "register " + job.id(),
              () -> {
                job.register(nomad, server, Map.of());
                note(nomad, server, variable, job);
              }));
    }
    return again(world, nomad, server, job)
        .map(
            meta ->
                new Change(
                    "register " + job.id() + " again, it has found no place",
                    () -> job.register(nomad, server, meta)))
        .stream()
        .toList();
  }

  /// What a job that stands as planned and has no place says about itself when it is registered
  /// once more: only a version that differs is deployed anew. One that ends by itself is never
  /// started a second time; one that its owner stopped, took away or changed is left alone.
  private static Optional<Map<String, String>> again(
      World world, NomadApi nomad, String server, JobSpec job) {
    var standing = nomad.job(server, job.id(), job.namespace());
    if (job.endsByItself() || !standing.isSuccess() || !job.stands(standing.json())) {
      return Optional.empty();
    }
    if (standing.json().at("Stop").isTrue() || !JobPlaced.judged(world).isStuck()) {
      return Optional.empty();
    }
    var deployments = nomad.ofJob(server, job.id(), "/deployments", job.namespace());
    var failed =
        Deployment.ofVersion(Deployment.all(deployments), standing.json().at("Version").number())
            .filter(Deployment::isFailed);
    return Optional.of(
        failed
            .map(its -> Map.of(JobSpec.AFTER, its.id()))
            .orElseGet(
                () -> {
                  var after = standing.json().at("Meta", JobSpec.AFTER).text();
                  return after.isEmpty() ? Map.of() : Map.of(JobSpec.AFTER, after);
                }));
  }

  private static void note(NomadApi nomad, String server, String variable, JobSpec job) {
    var written =
        nomad.put(
            server, "/v1/var/" + variable, NomadApi.variable(variable, Map.of(ITEM, job.digest())));
    if (!written.isSuccess()) {
      throw Refusal.silent("Nomad does not keep a note about " + job.id() + ".", written.trouble());
    }
  }
}
