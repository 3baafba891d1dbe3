package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Change;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Operation;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.World;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.vendor.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Brings one service of the vendor to its planned specification: creates, updates or removes its
/// swarm services. What carries the digest of the planned specification already is left alone,
/// unless swarm stopped on the way to it.
public final class DeployService implements Operation {
  private static final String NOTHING = "the service stands as planned";
  private static final int TRIES = 5;

  /// What a plan has to say: the service as the vendor described it, and its image by digest, such
  /// as `127.0.0.1:5000/demo@sha256:…`.
  public static SortedMap<String, String> parameters(ServiceSpec service, String imageByDigest) {
    var parameters = new TreeMap<String, String>();
    parameters.put("service", service.name());
    parameters.put("image", imageByDigest);
    parameters.put("specification", Json.write(service));
    return parameters;
  }

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
    var service = Json.read(parameters.text("specification"), ServiceSpec.class);
    var docker = new DockerApi(new Inquiry(world));
    var manager = Managers.required(docker, Managers.first(docker));
    var wanted = new ServiceCopies(service, parameters.text("image")).specifications();
    var present = present(docker, manager, service.name());
    var changes = new ArrayList<Change>();
    for (var name : present.keySet()) {
      if (!wanted.containsKey(name)) {
        changes.add(new Change("remove " + name, () -> remove(docker, manager, name)));
      }
    }
    wanted.forEach(
        (name, specification) ->
            change(docker, manager, name, specification, Optional.ofNullable(present.get(name)))
                .ifPresent(changes::add));
    return changes;
  }

  private static SortedMap<String, Body> present(DockerApi docker, String manager, String service) {
    var query =
        DockerApi.filters(Map.of("label", List.of(ServiceCopies.SERVICE_LABEL + "=" + service)));
    var reply = docker.get(manager, "/services" + query);
    if (!reply.isSuccess() || !reply.json().isList()) {
      throw Refusal.silent("The managers do not tell their services.", reply.trouble());
    }
    var present = new TreeMap<String, Body>();
    reply.json().list().forEach(found -> present.put(found.at("Spec", "Name").text(), found));
    return present;
  }

  private static Optional<Change> change(
      DockerApi docker,
      String manager,
      String name,
      Map<String, Object> specification,
      Optional<Body> present) {
    if (present.isEmpty()) {
      return Optional.of(
          new Change("create " + name, () -> create(docker, manager, name, specification)));
    }
    var service = present.get();
    var wanted = Body.of(Json.write(specification)).at("Labels", ServiceCopies.SPEC_LABEL).text();
    if (!service.at("Spec", "Labels", ServiceCopies.SPEC_LABEL).text().equals(wanted)) {
      return Optional.of(
          new Change(
              "update " + name, () -> update(docker, manager, name, specification, service)));
    }
    return stopped(service)
        ? Optional.of(
            new Change(
                "update " + name + " again, its update is " + updateState(service),
                () -> update(docker, manager, name, again(specification, service), service)))
        : Optional.empty();
  }

  private static String updateState(Body service) {
    return service.at("UpdateStatus", "State").text();
  }

  /// Whether swarm gave an update up: it paused it, or goes or went back. The service carries the
  /// wanted specification's digest then, and its tasks need not.
  ///
  /// Source: `UpdateStatus.State` of ServiceInspect in the Docker Engine API (updating, paused,
  /// completed); the states of a way back (rollback_started, _paused, _completed) are in
  /// `api/types/swarm/service.go` of moby.
  private static boolean stopped(Body service) {
    var state = updateState(service);
    return state.equals("paused") || state.startsWith("rollback");
  }

  /// The same specification with a higher `ForceUpdate`, without which swarm sees nothing to do.
  private static Map<String, Object> again(Map<String, Object> specification, Body service) {
    var forced = Math.max(0, service.at("Spec", "TaskTemplate", "ForceUpdate").number());
    return ServiceCopies.forced(specification, forced + 1);
  }

  private static void create(
      DockerApi docker, String manager, String name, Map<String, Object> specification) {
    var made = docker.post(manager, "/services/create", Json.write(specification));
    if (!made.isSuccess()) {
      throw Refusal.silent("The service " + name + " could not be created.", made.trouble());
    }
  }

  private static void update(
      DockerApi docker,
      String manager,
      String name,
      Map<String, Object> specification,
      Body present) {
    var index = present.at("Version", "Index").number();
    var id = present.at("ID").text();
    for (var attempt = 0; attempt < TRIES; attempt++) {
      var done =
          docker.post(
              manager, "/services/" + id + "/update?version=" + index, Json.write(specification));
      if (done.isSuccess()) {
        return;
      }
      if (!Nodes.isConflict(done)) {
        throw Refusal.silent("The service " + name + " could not be updated.", done.trouble());
      }
      index = docker.get(manager, "/services/" + id).json().at("Version", "Index").number();
    }
    throw Refusal.silent(
        "The service " + name + " is being changed by somebody else.", docker.inquiry().raw());
  }

  private static void remove(DockerApi docker, String manager, String name) {
    var gone = docker.delete(manager, "/services/" + name);
    if (!gone.isSuccess() && gone.status() != 404) {
      throw Refusal.silent("The service " + name + " could not be removed.", gone.trouble());
    }
  }
}
