package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.Versions;
import io.holdfast.scheduler.gate.World;

/// Is a worker back? Its own engine reports the planned version and is in the swarm; a manager
/// shows its node ready, at that version, and open for work (or in the availability that the plan
/// names).
final class WorkerReady implements Gate {
  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var version = parameters.text("version");
    var availability = parameters.optional("availability").orElse("active");
    var inquiry = new Inquiry(world);
    var docker = new DockerApi(inquiry);
    var reasons = new Reasons();
    var reported = docker.get(host, "/version");
    var info = docker.get(host, "/info");
    if (!reported.isSuccess() || !info.isSuccess()) {
      return reasons
          .add(reported.isSuccess() ? info.trouble() : reported.trouble())
          .verdict("", inquiry);
    }
    var running = reported.json().at("Version").text();
    reasons.unlessRuns(host, running, version);
    var swarm = info.json().at("Swarm");
    var state = swarm.at("LocalNodeState").text();
    reasons.unless(state.equals("active"), host + " is " + state + " in the swarm");
    var manager = Managers.first(docker);
    if (manager.isEmpty()) {
      return reasons.add("no manager answers").verdict("", inquiry);
    }
    var node = new Nodes(docker, manager.get()).find(swarm.at("NodeID").text());
    if (node.isEmpty()) {
      return reasons.add("the managers do not know " + host).verdict("", inquiry);
    }
    judge(node.get(), host, version, availability, reasons);
    return reasons.verdict(host + " runs " + running + " and is ready, " + availability, inquiry);
  }

  private static void judge(
      Node node, String host, String version, String availability, Reasons reasons) {
    reasons
        .unless(node.isReady(), host + " is " + node.state() + " for the managers")
        .unless(
            node.availability().equals(availability),
            host + " is " + node.availability() + ", wanted is " + availability)
        .unless(
            Versions.same(node.engineVersion(), version),
            "the managers still see " + node.engineVersion() + " on " + host);
  }
}
