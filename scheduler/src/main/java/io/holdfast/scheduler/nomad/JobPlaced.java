package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import io.holdfast.templates.text.FreeJson;
import io.holdfast.templates.text.Json;
import java.util.List;
import java.util.Optional;

/// Has a job of the vendor found its workers? What it does there only the vendor knows; but a job
/// that Nomad took and placed nowhere, or not whole, is missed here and not by the customer.
///
/// A job that waits for its time or to be called has nothing to place; one that ends by itself may
/// have ended, and may have been collected since.
final class JobPlaced implements Gate {
  private static final int NOT_FOUND = 404;

  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var planned =
        new JobSpec(
            parameters.text("job"), Json.read(parameters.text("specification"), FreeJson.class));
    var inquiry = new Inquiry(world);
    var nomad = new NomadApi(inquiry);
    var server = nomad.anyServer();
    if (server.isEmpty()) {
      return new Reasons().add("no server of Nomad knows a leader").verdict("", inquiry);
    }
    var standing = nomad.job(server.get(), planned.id(), planned.namespace());
    if (standing.status() == NOT_FOUND && planned.endsByItself()) {
      return new Reasons().verdict(planned.id() + " has ended", inquiry);
    }
    if (!standing.isSuccess()) {
      return new Reasons().add(standing.trouble()).verdict("", inquiry);
    }
    return new Asked(nomad, server.get(), planned, standing.json()).verdict();
  }

  /// One job that Nomad knows.
  private record Asked(NomadApi nomad, String server, JobSpec planned, Body standing) {

    Verdict verdict() {
      var id = planned.id();
      if (standing.at("Stop").isTrue()) {
        return new Reasons().verdict(id + " is stopped", nomad.inquiry());
      }
      if (standing.at("Periodic").isPresent() || standing.at("ParameterizedJob").isPresent()) {
        return new Reasons().verdict(id + " waits until it is due", nomad.inquiry());
      }
      var deployments = ask("/deployments");
      var summary = ask("/summary");
      var evaluations = ask("/evaluations");
      var allocations = ask("/allocations");
      for (var reply : List.of(deployments, summary, evaluations, allocations)) {
        if (!reply.isSuccess()) {
          return new Reasons().add(reply.trouble()).verdict("", nomad.inquiry());
        }
      }
      var all = Deployment.all(deployments);
      return Deployment.givenUp(planned, standing, all)
          .<Verdict>map(why -> new Verdict.Failed(why, nomad.inquiry().raw()))
          .orElseGet(
              () ->
                  placed(
                      all,
                      Placements.of(
                          summary,
                          evaluations,
                          Allocation.all(allocations).stream()
                              .filter(it -> it.jobVersion() == version())
                              .toList(),
                          !new ClosedNomadWorkers().ask(nomad.inquiry()).isEmpty())));
    }

    private Verdict placed(List<Deployment> all, Placements placements) {
      var reasons = new Reasons();
      standing.at("TaskGroups").list().stream()
          .filter(group -> group.at("Count").number() != 0)
          .forEach(group -> reasons.addAll(placements.missing(group.at("Name").text())));
      Deployment.ofVersion(all, version())
          .ifPresent(
              its ->
                  reasons.unless(
                      its.isSuccessful() || its.waitsForPeople(),
                      "the deployment of " + planned.id() + " is " + its.status()));
      return reasons.verdict(planned.id() + " is placed", nomad.inquiry());
    }

    private long version() {
      return standing.at("Version").number();
    }

    private Reply ask(String of) {
      return nomad.ofJob(server, planned.id(), of, planned.namespace());
    }
  }

  /// Where the groups of a job stand, and why one has no place. Its counts of what ended go back to
  /// its first version, so that the allocations of this one are asked for. While a worker is closed
  /// for work, what waits for a place may wait for that one.
  ///
  /// Source of the fields: `JobSummary`, `Evaluation` and `AllocMetric` in
  /// `nomad/structs/structs.go` of Nomad 2.0.5.
  private record Placements(
      Body groups, List<Body> evaluations, List<Allocation> allocations, boolean mayWait) {

    static Placements of(
        Reply summary, Reply evaluations, List<Allocation> allocations, boolean mayWait) {
      return new Placements(
          summary.json().at("Summary"),
          evaluations.json().list().stream()
              .sorted(
                  (one, other) ->
                      Long.compare(
                          other.at("ModifyIndex").number(), one.at("ModifyIndex").number()))
              .toList(),
          allocations,
          mayWait);
    }

    List<String> missing(String group) {
      var queued = groups.at(group, "Queued").number();
      var own = allocations.stream().filter(it -> it.group().equals(group)).toList();
      var starting = own.stream().filter(it -> it.isPending() && it.isWanted()).count();
      var reasons = new Reasons();
      reasons.unless(
          evaluations.stream().noneMatch(it -> it.at("Status").text().equals("pending")),
          "the servers still look for places");
      reasons.unless(
          queued <= 0 || mayWait, queued + " of " + group + " find no worker" + because(group));
      reasons.unless(starting <= 0, starting + " of " + group + " are starting");
      if (reasons.isEmpty() && own.stream().noneMatch(it -> it.isRunning() || it.isComplete())) {
        reasons.add(
            own.isEmpty()
                ? group + " runs nowhere" + because(group)
                : group + " failed wherever it was started");
      }
      return reasons.list();
    }

    /// What the scheduler said about this group when it last had no place for it.
    private String because(String group) {
      return evaluations.stream()
          .map(evaluation -> evaluation.at("FailedTGAllocs", group))
          .filter(Body::isObject)
          .findFirst()
          .flatMap(Placements::because)
          .map(why -> " (" + why + ")")
          .orElse("");
    }

    private static Optional<String> because(Body metric) {
      var why = new Reasons();
      metric
          .at("ConstraintFiltered")
          .fields(Body::number)
          .forEach((constraint, nodes) -> why.add(workers(nodes) + " for " + constraint));
      metric
          .at("DimensionExhausted")
          .fields(Body::number)
          .forEach((what, nodes) -> why.add(workers(nodes) + " for lack of " + what));
      return why.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", why.list()));
    }

    private static String workers(long nodes) {
      return nodes == 1 ? "1 worker is out" : nodes + " workers are out";
    }
  }
}
