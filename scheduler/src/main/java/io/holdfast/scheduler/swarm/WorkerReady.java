package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.Versions;
import io.holdfast.scheduler.gate.World;

/// Is a worker back? Its own engine reports the planned version and is in the swarm; a manager
/// shows its node ready and at that version. Whether it is open for work is its administrator's.
final class WorkerReady implements Gate {
  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var version = parameters.text("version");
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
    judge(node.get(), host, version, reasons);
    var says = host + " runs " + running + " and is ready, " + node.get().availability();
    return reasons.verdict(says, inquiry);
  }

  private static void judge(Node node, String host, String version, Reasons reasons) {
    reasons
        .unless(node.isReady(), host + " is " + node.state() + " for the managers")
        .unless(
            Versions.same(node.engineVersion(), version),
            "the managers still see " + node.engineVersion() + " on " + host);
  }
}
