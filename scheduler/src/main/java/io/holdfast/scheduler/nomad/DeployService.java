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

/// Brings the job of one service of the vendor to its planned specification. A job that carries the
/// digest of that specification already is left alone, unless Nomad gave it up on the way.
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
    var present = nomad.service(server, name);
    if (present.status() == NOT_FOUND) {
      return List.of(
          new Change("create " + name, () -> job.spec().register(nomad, server, Map.of())));
    }
    if (!present.isSuccess()) {
      throw Refusal.silent("Nomad does not tell its jobs.", present.trouble());
    }
    var standing = present.json();
    return job.spec().stands(standing) && !standing.at("Stop").isTrue()
        ? again(nomad, server, job, standing)
        : List.of(new Change("update " + name, () -> job.spec().register(nomad, server, Map.of())));
  }

  /// The same specification once more where its deployment has failed. Only a version that differs
  /// is deployed anew, so it says which deployment it follows.
  private static List<Change> again(NomadApi nomad, String server, ServiceJob job, Body standing) {
    var name = job.service().name();
    var deployments = nomad.deployments(server, name);
    if (!deployments.isSuccess()) {
      throw Refusal.silent("Nomad does not tell its deployments.", deployments.trouble());
    }
    return Deployment.ofVersion(Deployment.all(deployments), standing.at("Version").number())
        .filter(Deployment::isFailed)
        .map(
            failed ->
                new Change(
                    "update " + name + " again, its deployment failed",
                    () -> job.spec().register(nomad, server, Map.of(JobSpec.AFTER, failed.id()))))
        .stream()
        .toList();
  }
}
