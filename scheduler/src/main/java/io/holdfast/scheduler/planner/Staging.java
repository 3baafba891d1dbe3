package io.holdfast.scheduler.planner;

import io.holdfast.bundle.manifest.Blob;
import io.holdfast.scheduler.host.Action;
import io.holdfast.scheduler.plan.Stage;
import io.holdfast.scheduler.plan.Step;
import io.holdfast.scheduler.platform.DesiredHost;
import io.holdfast.templates.render.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The first stage: every byte that will be needed goes to its host while all runs as before.
final class Staging {
  private static final String PATH = "/stage";

  private final PlanInput input;
  private final List<Change> changes;
  private final HostSteps steps;

  Staging(PlanInput input, List<Change> changes, HostSteps steps) {
    this.input = input;
    this.changes = changes;
    this.steps = steps;
  }

  List<Stage> stages() {
    var staged = new ArrayList<Step>();
    input.desired().forEach(host -> staged.addAll(of(host)));
    return staged.isEmpty()
        ? List.of()
        : List.of(
            new Stage.Everywhere(
                PATH, "Bring everything to the hosts while all runs as before", staged, List.of()));
  }

  private List<Step> of(DesiredHost host) {
    var own = changes.stream().filter(change -> change.host().equals(host.host())).toList();
    var images = missingImages(host);
    var blobs = blobs(own, images);
    var staged = new ArrayList<Step>();
    if (!blobs.isEmpty()) {
      staged.add(steps.copyBlobs(PATH, host.host(), List.copyOf(blobs), bytes(blobs)));
    }
    if (own.stream().anyMatch(Change::copyDiffers) || !images.isEmpty()) {
      staged.add(steps.stage(PATH, host.host(), own, images));
    }
    return staged;
  }

  /// The agent is the host runner: its copy stands on the host before the first step can be asked
  /// for.
  private static boolean bringsItself(Change change) {
    return change.desired().component().equals(Layout.AGENT);
  }

  private static SortedSet<String> blobs(List<Change> own, List<Action.ImportImage> images) {
    var blobs = new TreeSet<String>();
    own.stream()
        .filter(change -> change.copyDiffers() && !bringsItself(change))
        .forEach(change -> blobs.addAll(change.desired().blobs()));
    images.forEach(image -> blobs.addAll(image.blobs()));
    return blobs;
  }

  private long bytes(Set<String> blobs) {
    Map<String, Long> sizes =
        input.manifest().blobs().stream().collect(Collectors.toMap(Blob::sha256, Blob::size));
    return blobs.stream().mapToLong(blob -> sizes.getOrDefault(blob, 0L)).sum();
  }

  /// Images that the host's own registry does not serve yet.
  private List<Action.ImportImage> missingImages(DesiredHost host) {
    var served = Optional.ofNullable(input.readings().get(host.host())).orElseThrow().images();
    return host.images().stream()
        .filter(
            image ->
                !image.manifestDigest().equals(served.get(image.repository() + ":" + image.tag())))
        .toList();
  }
}
