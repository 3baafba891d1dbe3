package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Change;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.vendor.ServiceSpec;
import java.util.List;

/// Brings the job of one service of the vendor to its planned specification. A job that carries the
/// digest of that specification already is left alone.
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
    var present = nomad.get(server, "/v1/job/" + name);
    if (!present.isSuccess() && present.status() != NOT_FOUND) {
      throw Refusal.silent("Nomad does not tell its jobs.", present.trouble());
    }
    var standing = present.json();
    var same =
        present.isSuccess()
            && standing.at("Meta", JobSpec.DIGEST).text().equals(job.spec().digest())
            && !standing.at("Stop").isTrue();
    return same
        ? List.of()
        : List.of(
            new Change(
                (present.isSuccess() ? "update " : "create ") + name,
                () -> job.spec().register(nomad, server)));
  }
}
