package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.List;
import java.util.Optional;

/// Does a service run everywhere it should? Its job carries the planned specification, the
/// deployment of this version has succeeded, and every open worker runs each of its groups at it.
final class ServiceRunning implements Gate {
  /// Whether a service is well enough its operator knows best.
  @Override
  public boolean isSoft() {
    return true;
  }

  @Override
  public Verdict judge(World world) {
    var inquiry = new Inquiry(world);
    var nomad = new NomadApi(inquiry);
    var server = nomad.anyServer();
    if (server.isEmpty()) {
      return new Reasons().add("no server of Nomad knows a leader").verdict("", inquiry);
    }
    var job = DeployService.job(world);
    var name = job.service().name();
    var standing = nomad.service(server.get(), name);
    if (!standing.isSuccess()) {
      return new Reasons().add(standing.trouble()).verdict("", inquiry);
    }
    var deployments = nomad.deployments(server.get(), name);
    if (!deployments.isSuccess()) {
      return new Reasons().add(deployments.trouble()).verdict("", inquiry);
    }
    var all = Deployment.all(deployments);
    return Deployment.givenUp(job.spec(), standing.json(), all)
        .<Verdict>map(why -> new Verdict.Failed(why, inquiry.raw()))
        .orElseGet(
            () -> {
              var version = standing.json().at("Version").number();
              return running(nomad, server.get(), job, version, Deployment.ofVersion(all, version));
            });
  }

  private static Verdict running(
      NomadApi nomad,
      String server,
      ServiceJob job,
      long version,
      Optional<Deployment> deployment) {
    var name = job.service().name();
    var reasons = new Reasons();
    deployment.ifPresent(
        its ->
            reasons.unless(
                its.isSuccessful(), "the deployment of " + name + " is " + its.status()));
    var workers =
        Worker.all(nomad.get(server, "/v1/nodes")).stream().filter(Worker::takesWork).toList();
    reasons.unless(!workers.isEmpty(), "no worker is ready and open for work");
    var running = running(nomad.allocationsOf(server, name), version);
    for (var worker : workers) {
      for (var group : job.groups()) {
        reasons.unless(
            running.stream()
                .anyMatch(it -> it.node().equals(worker.id()) && it.group().equals(group)),
            group + " does not run on " + worker.host());
      }
    }
    return reasons.verdict(running.size() + " instances of " + name + " run", nomad.inquiry());
  }

  private static List<Allocation> running(Reply allocations, long version) {
    return Allocation.all(allocations).stream()
        .filter(it -> it.isRunning() && it.isWanted() && it.jobVersion() == version)
        .toList();
  }
}
