package io.holdfast.bundle.build;

import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.vendor.NomadJob;
import io.holdfast.templates.yaml.Bound;
import io.holdfast.templates.yaml.NearNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What can be seen of a vendor's job without a Nomad: keys that are all but a known one, a type
/// that does not exist, a task without a driver, an image that the bundle does not bring.
///
/// Nothing that some release of Nomad takes is refused: a key far from every known one may be a
/// newer one's, keys are the same in any case of their letters, and what lies in a task's `Config`
/// is its driver's. The names are those of the structs Job, TaskGroup and Task in Nomad's package
/// `api` (jobs.go, tasks.go), the types of its `structs.Job.Validate`.
final class JobChecks {
  private static final List<String> TYPES = List.of("batch", "service", "sysbatch", "system");

  private static final List<String> JOB =
      words(
          "AllAtOnce Affinities Constraints ConsulNamespace ConsulToken CreateIndex Datacenters"
              + " DispatchIdempotencyToken Dispatched ID JobModifyIndex Meta Migrate ModifyIndex"
              + " Multiregion Name Namespace NodePool NomadTokenID ParameterizedJob ParentID"
              + " Payload Periodic Priority Region Reschedule Spreads Stable Status"
              + " StatusDescription Stop SubmitTime TaskGroups Type UI Update VaultNamespace"
              + " VaultToken Version VersionTag");
  private static final List<String> GROUP =
      words(
          "Affinities Constraints Consul Count Disconnect EphemeralDisk MaxClientDisconnect Meta"
              + " Migrate Name Networks PreventRescheduleOnLost ReschedulePolicy RestartPolicy"
              + " Scaling Services ShutdownDelay Spreads StopAfterClientDisconnect Tasks Update"
              + " Volumes");
  private static final List<String> TASK =
      words(
          "Actions Affinities Artifacts CSIPluginConfig Config Constraints Consul DispatchPayload"
              + " Driver Env Identities Identity KillSignal KillTimeout Kind Leader Lifecycle"
              + " LogConfig Meta Name Resources RestartPolicy ScalingPolicies Schedule Secrets"
              + " Services ShutdownDelay Templates User Vault VolumeMounts");

  private final Bound<Appliance> bound;
  private final Problems problems;
  private final Set<String> images;

  /// `images` are those of the appliance, with their tags.
  JobChecks(Bound<Appliance> bound, Set<String> images, Problems problems) {
    this.bound = bound;
    this.images = Set.copyOf(images);
    this.problems = problems;
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }

  void check() {
    var jobs = bound.value().vendor().nomad().jobs();
    for (int i = 0; i < jobs.size(); i++) {
      job(jobs.get(i), "vendor.nomad.jobs[" + i + "].specification");
    }
  }

  private void job(NomadJob job, String place) {
    var specification = job.specification().json();
    keys(specification, JOB, place);
    type(specification, place);
    var groups = items(specification, "TaskGroups", place);
    for (var group : groups) {
      keys(group.node(), GROUP, group.place());
      for (var task : items(group.node(), "Tasks", group.place())) {
        task(task);
      }
    }
  }

  /// A part of a job and its path.
  private record Part(JsonNode node, String place) {}

  private void keys(JsonNode node, List<String> known, String place) {
    for (var key : node.propertyNames()) {
      if (known.stream().noneMatch(key::equalsIgnoreCase)) {
        NearNames.nearest(key, known)
            .ifPresent(
                near ->
                    problems.add(
                        bound
                            .problem(
                                ProblemId.UNKNOWN_KEY,
                                place + "." + key,
                                "Unknown key \"" + key + "\"; did you mean \"" + near + "\"?")
                            .withFix("Write \"" + near + "\" in place of \"" + key + "\"")));
      }
    }
  }

  private void type(JsonNode job, String place) {
    child(job, "Type", place)
        .filter(type -> !type.node().isString() || !TYPES.contains(type.node().asString()))
        .ifPresent(
            type ->
                problems.add(
                    refused(
                        type.place(),
                        "\"Type\" is "
                            + type.node()
                            + ", which is not one of: "
                            + String.join(", ", TYPES)
                            + near(type.node()))));
  }

  private static String near(JsonNode type) {
    return NearNames.nearest(type.asString(""), TYPES)
        .map(near -> "; did you mean \"" + near + "\"?")
        .orElse("");
  }

  private void task(Part task) {
    keys(task.node(), TASK, task.place());
    var driver = child(task.node(), "Driver", task.place());
    if (driver.filter(it -> !it.node().asString("").isEmpty()).isEmpty()) {
      var name =
          child(task.node(), "Name", task.place()).map(it -> it.node().asString("")).orElse("");
      problems.add(
          refused(task.place(), "The task \"" + name + "\" has no \"Driver\"")
              .withFix("name what runs it, such as Driver: docker"));
    }
    child(task.node(), "Config", task.place())
        .flatMap(config -> child(config.node(), "image", config.place()))
        .ifPresent(this::image);
  }

  /// Only those that the host's own registry shall serve; a variable or a digest is not looked at.
  private void image(Part image) {
    var name = image.node().asString("");
    var own = Layout.imageReference("");
    if (name.startsWith(own)
        && !name.contains("$")
        && !name.contains("@")
        && !images.contains(name.substring(own.length()))) {
      problems.add(
          refused(
                  image.place(),
                  "There is no image \"" + name.substring(own.length()) + "\" in this appliance")
              .withFix(
                  images.isEmpty()
                      ? "add it under images"
                      : "add it under images, or name one of: "
                          + String.join(", ", images.stream().sorted().toList())));
    }
  }

  private Problem refused(String place, String what) {
    return bound.problem(ProblemId.VALUE_REFUSED, place, what);
  }

  private static List<Part> items(JsonNode node, String key, String place) {
    var items = new ArrayList<Part>();
    child(node, key, place)
        .filter(list -> list.node().isArray())
        .ifPresent(
            list -> {
              for (int i = 0; i < list.node().size(); i++) {
                items.add(new Part(list.node().get(i), list.place() + "[" + i + "]"));
              }
            });
    return items;
  }

  /// Nothing where it is left out or null, which is the same to Nomad.
  private static Optional<Part> child(JsonNode node, String key, String place) {
    return node.propertyNames().stream()
        .filter(key::equalsIgnoreCase)
        .findFirst()
        .map(name -> new Part(node.get(name), place + "." + name))
        .filter(part -> !part.node().isNull());
  }
}
