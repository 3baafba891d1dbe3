package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.List;

/// Does a service run everywhere it should? Its job carries the planned specification, its
/// deployment has succeeded, and every open worker runs each of its groups at the job's version.
final class ServiceRunning implements Gate {
  @Override
  public Verdict judge(World world) {
    var job = DeployService.job(world);
    var name = job.service().name();
    var inquiry = new Inquiry(world);
    var nomad = new NomadApi(inquiry);
    var server = nomad.anyServer();
    if (server.isEmpty()) {
      return new Reasons().add("no server of Nomad knows a leader").verdict("", inquiry);
    }
    var standing = nomad.get(server.get(), "/v1/job/" + name);
    var deployment = nomad.get(server.get(), "/v1/job/" + name + "/deployment").json();
    var state = deployment.at("Status").text();
    if (state.equals("failed")) {
      return new Verdict.Failed(
          "the deployment of " + name + " failed: " + deployment.at("StatusDescription").text(),
          inquiry.raw());
    }
    var reasons = new Reasons();
    if (!standing.isSuccess()) {
      return reasons.add(standing.trouble()).verdict("", inquiry);
    }
    reasons
        .unless(
            standing.json().at("Meta", JobSpec.DIGEST).text().equals(job.spec().digest()),
            "the job " + name + " is another than planned")
        .unless(
            state.isEmpty() || state.equals("successful"),
            "the deployment of " + name + " is " + state);
    var workers =
        Worker.all(nomad.get(server.get(), "/v1/nodes")).stream()
            .filter(worker -> worker.isReady() && worker.eligible())
            .toList();
    reasons.unless(!workers.isEmpty(), "no worker is ready and open for work");
    var running =
        running(
            Allocation.all(nomad.get(server.get(), "/v1/job/" + name + "/allocations")),
            standing.json().at("Version").number());
    for (var worker : workers) {
      for (var group : job.groups()) {
        reasons.unless(
            running.stream()
                .anyMatch(it -> it.node().equals(worker.id()) && it.group().equals(group)),
            group + " does not run on " + worker.host());
      }
    }
    return reasons.verdict(running.size() + " instances of " + name + " run", inquiry);
  }

  private static List<Allocation> running(List<Allocation> all, long version) {
    return all.stream()
        .filter(it -> it.isRunning() && it.isWanted() && it.jobVersion() == version)
        .toList();
  }
}
