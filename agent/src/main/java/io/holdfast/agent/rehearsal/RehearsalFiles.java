package io.holdfast.agent.rehearsal;

import io.holdfast.scheduler.host.RehearsalOrder;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.text.Json;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The least that a server of Consul or Nomad needs to stand alone: loopback only, nobody to join,
/// access control as on the site, data in the rehearsal's own folder. What the vendor says of the
/// product is not part of it.
///
/// Source of the keys: the reference of the agents' configuration in the documentation of either.
record RehearsalFiles(RehearsalOrder order, Path folder, Ports ports) {

  /// Of the loopback, all different.
  record Ports(int http, int server, int gossip) {}

  /// Where the product keeps what it holds.
  Path data() {
    return folder.resolve("data");
  }

  Path config() {
    return folder.resolve("config.json");
  }

  Path log() {
    return folder.resolve("log");
  }

  /// A product unpacks a state that it is given into the folder for temporary files.
  Path temporary() {
    return folder.resolve("tmp");
  }

  /// How one of the installed copies is started, or the one that is chosen as `current`.
  List<String> command(String copy) {
    var program = Path.of(order.program(), order.product(), copy, "bin", order.product());
    var argument = order.product().equals(Layout.NOMAD) ? "-config=" : "-config-file=";
    return List.of(program.toString(), "agent", argument + config());
  }

  String text() {
    var config = JsonNodeFactory.instance.objectNode();
    config
        .put("data_dir", data().toString())
        .put("bind_addr", Layout.LOOPBACK)
        .put("datacenter", order.datacenter())
        .put("log_level", "INFO")
        .put("disable_update_check", true)
        .put("leave_on_terminate", false);
    config.putObject("acl").put("enabled", true);
    if (order.product().equals(Layout.NOMAD)) {
      nomad(config);
    } else {
      consul(config);
    }
    return Json.pretty(config);
  }

  private void nomad(ObjectNode config) {
    config.put("name", "rehearsal").put("region", Layout.NOMAD_REGION);
    config.putObject("server").put("enabled", true).put("bootstrap_expect", 1);
    config
        .putObject("advertise")
        .put("http", Layout.LOOPBACK)
        .put("rpc", Layout.LOOPBACK)
        .put("serf", Layout.LOOPBACK);
    config
        .putObject("ports")
        .put("http", ports.http())
        .put("rpc", ports.server())
        .put("serf", ports.gossip());
    config
        .putObject("consul")
        .put("server_auto_join", false)
        .put("client_auto_join", false)
        .put("auto_advertise", false);
  }

  private void consul(ObjectNode config) {
    config
        .put("node_name", "rehearsal")
        .put("server", true)
        .put("bootstrap_expect", 1)
        .put("client_addr", Layout.LOOPBACK)
        .put("disable_remote_exec", true);
    config
        .putObject("ports")
        .put("http", ports.http())
        .put("https", -1)
        .put("grpc", -1)
        .put("dns", -1)
        .put("server", ports.server())
        .put("serf_lan", ports.gossip())
        .put("serf_wan", -1);
    config.putObject("performance").put("raft_multiplier", 1);
  }
}
