package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Gate;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Parameters;
import io.holdfast.scheduler.gate.Reasons;
import io.holdfast.scheduler.gate.Verdict;
import io.holdfast.scheduler.gate.World;
import java.util.List;

/// Does a worker have the planned network plugins? Its client has started each of them to ask for
/// its version, and the servers know the answers: by them they decide which tasks come here.
///
/// Source: `client/fingerprint/plugins_cni.go` of Nomad 2.0.5, and those plugins that
/// `client/allocrunner/networking_bridge_linux.go` there puts a task's network together from.
final class PluginsRead implements Gate {
  private static final List<String> NEEDED =
      List.of("bridge", "firewall", "host-local", "loopback", "portmap");

  @Override
  public Verdict judge(World world) {
    var parameters = Parameters.of(world);
    var host = parameters.text("host");
    var planned = parameters.text("version");
    var inquiry = new Inquiry(world);
    var nomad = new NomadApi(inquiry);
    var reasons = new Reasons();
    var server = nomad.anyServer();
    if (server.isEmpty()) {
      return reasons.add("no server of Nomad knows a leader").verdict("", inquiry);
    }
    var worker = Worker.find(nomad, server.get(), host);
    if (worker.isEmpty()) {
      return reasons.add("the servers do not know " + host).verdict("", inquiry);
    }
    var node = nomad.get(server.get(), "/v1/node/" + worker.get().id());
    if (!node.isSuccess()) {
      return reasons.add(node.trouble()).verdict("", inquiry);
    }
    for (var plugin : NEEDED) {
      reasons.unlessRuns(
          "the plugin " + plugin + " of " + host,
          node.json().at("Attributes", "plugins.cni.version." + plugin).text(),
          planned);
    }
    return reasons.verdict("the plugins of " + host + " are " + planned, inquiry);
  }
}
