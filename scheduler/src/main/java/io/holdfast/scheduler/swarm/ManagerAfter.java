package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.Map;

/// Is the changed manager back? Its own engine reports the planned version and controls the swarm,
/// all managers see it reachable and agree on the leader, and one label written through it reads
/// back through it.
///
/// This is weaker than Consul's gate, for swarm tells no log index: the soak after it carries the
/// rest.
final class ManagerAfter implements Gate {
  private static final String NOTE = "swarm.probe";

  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var version = parameters.text("version");
    var inquiry = new Inquiry(world);
    var docker = new DockerApi(inquiry);
    var reasons = new Reasons();
    var reported = docker.get(host, "/version");
    var running = reported.json().at("Version").text();
    if (!reported.isSuccess()) {
      return reasons.add(reported.trouble()).verdict("", inquiry);
    }
    reasons.unlessRuns(host, running, version);
    var cluster = SwarmCluster.look(inquiry);
    var view = cluster.view(host);
    cluster.objection(host).ifPresent(why -> reasons.add(host + ": " + why));
    reasons.addAll(cluster.disagreements());
    if (reasons.isEmpty()) {
      probe(docker, view, reasons);
    }
    return reasons.verdict(
        host
            + " runs "
            + running
            + ", is a reachable manager and passes writes on; leader "
            + cluster.leaderHost().orElse("none"),
        inquiry);
  }

  /// Writes once per series of looks; later looks read what was written.
  private static void probe(DockerApi docker, ManagerView view, Reasons reasons) {
    var memory = docker.inquiry().world().memory();
    var nodes = new Nodes(docker, view.host());
    var written = memory.recall(NOTE);
    if (written.isEmpty()) {
      var value = Long.toString(docker.inquiry().world().clock().uptimeMs());
      var trouble = nodes.label(view.nodeId(), Map.of(Node.PROBE_LABEL, value));
      if (trouble.isPresent()) {
        reasons.add("a write through " + view.host() + " failed: " + trouble.get());
        return;
      }
      memory.note(NOTE, value);
      written = memory.recall(NOTE);
    }
    var read =
        nodes
            .find(view.nodeId())
            .map(node -> node.labels().getOrDefault(Node.PROBE_LABEL, ""))
            .orElse("");
    reasons.unless(
        written.filter(read::equals).isPresent(),
        "what was written through " + view.host() + " does not read back there");
  }
}
