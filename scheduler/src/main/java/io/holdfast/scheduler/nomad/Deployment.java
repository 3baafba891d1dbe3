package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Reply;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// How Nomad fared with bringing a version of a job onto the workers: `status` is `running`,
/// `paused`, `successful`, `failed` or `cancelled`, `because` the same in words.
///
/// A failed one is over for good, also when its allocations get well later; where there was a
/// version before, Nomad goes back to it, as a version of its own.
///
/// Source: `Deployment` in `nomad/structs/structs.go` of Nomad.
record Deployment(String id, long jobVersion, String status, String because) {

  /// Those of one job, the newest first.
  static List<Deployment> all(Reply deployments) {
    return deployments.json().list().stream()
        .sorted(Comparator.comparingLong(Deployment::createIndex).reversed())
        .map(Deployment::of)
        .toList();
  }

  private static long createIndex(Body deployment) {
    return deployment.at("CreateIndex").number();
  }

  private static Deployment of(Body deployment) {
    return new Deployment(
        deployment.at("ID").text(),
        deployment.at("JobVersion").number(),
        deployment.at("Status").text(),
        deployment.at("StatusDescription").text());
  }

  static Optional<Deployment> ofVersion(List<Deployment> all, long version) {
    return all.stream().filter(each -> each.jobVersion() == version).findFirst();
  }

  /// Why waiting for a job is of no use: Nomad has given the planned specification up, or another
  /// one stands. `all` is what it knows of that job, the newest first.
  static Optional<String> givenUp(JobSpec planned, Body standing, List<Deployment> all) {
    var stands = planned.stands(standing);
    return all.stream()
        .filter(each -> !stands || each.jobVersion() == standing.at("Version").number())
        .filter(Deployment::isFailed)
        .findFirst()
        .map(failed -> "the deployment of " + planned.id() + " failed: " + failed.because())
        .or(
            () ->
                stands
                    ? Optional.empty()
                    : Optional.of("the job " + planned.id() + " is another than planned"));
  }

  boolean isFailed() {
    return status.equals("failed");
  }

  /// Whether its canaries wait for somebody to promote them.
  boolean waitsForPeople() {
    return because.contains("requires manual promotion");
  }

  boolean isSuccessful() {
    return status.equals("successful");
  }
}
