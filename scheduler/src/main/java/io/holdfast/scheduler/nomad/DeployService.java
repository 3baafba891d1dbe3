package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Change;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.vendor.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Brings the job of one service of the vendor to its planned specification, on the workers that
/// take work. A job that carries the digest of that specification already is left alone, unless
/// Nomad gave it up on the way, or more workers take work than it was brought to.
final class DeployService implements Operation {
  private static final String NOTHING = "the service stands as planned";
  private static final int NOT_FOUND = 404;

  @Override
  public Outcome look(World world) {
    return Change.wouldDo(changes(world), NOTHING);
  }

  @Override
  public Outcome perform(World world) {
    return Change.doAll(changes(world), NOTHING);
  }

  static ServiceJob job(World world) {
    var parameters = Parameters.of(world);
    return new ServiceJob(
        Json.read(parameters.text("specification"), ServiceSpec.class),
        parameters.text("image"),
        world.site().workers().size());
  }

  private static List<Change> changes(World world) {
    var nomad = new NomadApi(new Inquiry(world));
    var server = nomad.requiredServer();
    var job = job(world);
    var name = job.service().name();
    var workers = nomad.get(server, "/v1/nodes");
    if (!workers.isSuccess()) {
      throw Refusal.silent("Nomad does not tell its workers.", workers.trouble());
    }
    var open = job.open(Worker.all(workers));
    var spec = job.on(open);
    var present = nomad.service(server, name);
    if (present.status() == NOT_FOUND) {
      return List.of(new Change("create " + name, () -> spec.register(nomad, server, Map.of())));
    }
    if (!present.isSuccess()) {
      throw Refusal.silent("Nomad does not tell its jobs.", present.trouble());
    }
    var standing = present.json();
    if (!spec.stands(standing) || standing.at("Stop").isTrue()) {
      return List.of(new Change("update " + name, () -> spec.register(nomad, server, Map.of())));
    }
    var deployments = nomad.deployments(server, name);
    if (!deployments.isSuccess()) {
      throw Refusal.silent("Nomad does not tell its deployments.", deployments.trouble());
    }
    var its = Deployment.ofVersion(Deployment.all(deployments), standing.at("Version").number());
    return again(its, open, standing)
        .map(again -> new Change(again.says(), () -> spec.register(nomad, server, again.meta())))
        .stream()
        .toList();
  }

  /// The same specification registered once more, and what the job then says about itself.
  private record Again(String says, Map<String, String> meta) {}

  /// Where its deployment has failed: only a version that differs is deployed anew, so it says
  /// which deployment it follows. And where it counts other workers than those that take work: then
  /// only the count differs, so that what runs stays as it is. A count that has been reached may be
  /// more than there is room for now; one that has not keeps its deployment from going on.
  private static Optional<Again> again(Optional<Deployment> its, int open, Body standing) {
    var name = standing.at("ID").text();
    if (its.isPresent() && its.get().isFailed()) {
      return Optional.of(
          new Again(
              "update " + name + " again, its deployment failed",
              Map.of(JobSpec.AFTER, its.get().id())));
    }
    var reached = its.map(Deployment::isSuccessful).orElse(true);
    if (ServiceJob.counts(standing, open, reached ? Integer.MAX_VALUE : open)) {
      return Optional.empty();
    }
    var after = standing.at("Meta", JobSpec.AFTER).text();
    return Optional.of(
        new Again(
            "bring " + name + " to the workers that take work: " + open,
            after.isEmpty() ? Map.of() : Map.of(JobSpec.AFTER, after)));
  }
}
