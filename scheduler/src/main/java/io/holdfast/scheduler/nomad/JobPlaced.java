package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Absent;
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

  /// What the gate says, and whether waiting is of no use: Nomad has looked for a place and found
  /// none, or has given up.
  record Judged(Verdict verdict, boolean isStuck) {}

  /// Whether a job may wait for its place its operator knows best.
  @Override
  public boolean isSoft() {
    return true;
  }

  @Override
  public Verdict judge(World world) {
    return judged(world).verdict();
  }

  static Judged judged(World world) {
    var parameters = Parameters.of(world);
    var planned =
        new JobSpec(
            parameters.text("job"), Json.read(parameters.text("specification"), FreeJson.class));
    var inquiry = new Inquiry(world);
    var nomad = new NomadApi(inquiry);
    var server = nomad.anyServer();
    if (server.isEmpty()) {
      return notYet("no server of Nomad knows a leader", inquiry);
    }
    var standing = nomad.job(server.get(), planned.id(), planned.namespace());
    if (standing.status() == NOT_FOUND && planned.endsByItself()) {
      return met(planned.id() + " has ended", inquiry);
    }
    return standing.isSuccess()
        ? new Asked(nomad, server.get(), planned, standing.json()).judged()
        : notYet(standing.trouble(), inquiry);
  }

  private static Judged met(String why, Inquiry inquiry) {
    return new Judged(new Verdict.Met(why, inquiry.raw()), false);
  }

  private static Judged notYet(String why, Inquiry inquiry) {
    return new Judged(new Verdict.NotYet(why, inquiry.raw()), false);
  }

  /// One job that Nomad knows.
  private record Asked(NomadApi nomad, String server, JobSpec planned, Body standing) {

    Judged judged() {
      var id = planned.id();
      if (standing.at("Stop").isTrue()) {
        return met(id + " is stopped", nomad.inquiry());
      }
      if (standing.at("Periodic").isPresent() || standing.at("ParameterizedJob").isPresent()) {
        return met(id + " waits until it is due", nomad.inquiry());
      }
      var deployments = ask("/deployments");
      var summary = ask("/summary");
      var evaluations = ask("/evaluations");
      var allocations = ask("/allocations");
      for (var reply : List.of(deployments, summary, evaluations, allocations)) {
        if (!reply.isSuccess()) {
          return notYet(reply.trouble(), nomad.inquiry());
        }
      }
      var all = Deployment.all(deployments);
      var givenUp = Deployment.givenUp(planned, standing, all);
      return givenUp.isPresent()
          ? new Judged(new Verdict.Failed(givenUp.get(), nomad.inquiry().raw()), true)
          : judged(all, placements(summary, evaluations, allocations));
    }

    private Placements placements(Reply summary, Reply evaluations, Reply allocations) {
      return Placements.of(
          summary,
          evaluations,
          Allocation.all(allocations).stream().filter(it -> it.jobVersion() == version()).toList(),
          !Absent.of(Parameters.of(nomad.inquiry().world())).isEmpty()
              || !new ClosedNomadWorkers().ask(nomad.inquiry()).isEmpty());
    }

    private Judged judged(List<Deployment> all, Placements placements) {
      var groups =
          standing.at("TaskGroups").list().stream()
              .filter(group -> group.at("Count").number() != 0)
              .map(group -> group.at("Name").text())
              .toList();
      var reasons = new Reasons();
      groups.forEach(group -> reasons.addAll(placements.missing(group)));
      Deployment.ofVersion(all, version())
          .ifPresent(
              its ->
                  reasons.unless(
                      its.isSuccessful() || its.waitsForPeople(),
                      "the deployment of " + planned.id() + " is " + its.status()));
      return new Judged(
          reasons.verdict(planned.id() + " is placed", nomad.inquiry()),
          groups.stream().anyMatch(placements::isStuck));
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
  /// for work or left behind, what waits for a place may wait for that one.
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
      if (isLooking()) {
        return List.of("the servers still look for places for " + group);
      }
      var own = of(group);
      var starting = own.stream().filter(it -> it.isPending() && it.isWanted()).count();
      var reasons = new Reasons();
      reasons.unless(
          queued(group) <= 0 || mayWait,
          queued(group) + " of " + group + " find no worker" + because(group));
      reasons.unless(starting <= 0, starting + " of " + group + " are starting");
      if (reasons.isEmpty() && own.stream().noneMatch(it -> it.isRunning() || it.isComplete())) {
        reasons.add(
            own.isEmpty()
                ? group + " runs nowhere" + because(group)
                : group + " failed wherever it was started");
      }
      return reasons.list();
    }

    /// Nomad has looked, and there was no place.
    boolean isStuck(String group) {
      return !isLooking() && ((queued(group) > 0 && !mayWait) || of(group).isEmpty());
    }

    private boolean isLooking() {
      return evaluations.stream().anyMatch(it -> it.at("Status").text().equals("pending"));
    }

    private long queued(String group) {
      return groups.at(group, "Queued").number();
    }

    private List<Allocation> of(String group) {
      return allocations.stream().filter(it -> it.group().equals(group)).toList();
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
