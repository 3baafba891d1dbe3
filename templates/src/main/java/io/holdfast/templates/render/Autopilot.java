package io.holdfast.templates.render;

import tools.jackson.databind.node.ObjectNode;

/// How Consul and Nomad look after their own servers: the same rules, under the same keys. Source:
/// the block `autopilot` in the reference of the agent's configuration of either.
final class Autopilot {
  private Autopilot() {}

  /// `last_contact_threshold` and `max_trailing_logs` are the products' own values, written down so
  /// that a later release cannot change them unseen. A server that is back votes again only after
  /// `server_stabilization_time`, which is the time for which our own gates want it to be well.
  static void settings(HostModel model, ObjectNode config) {
    config
        .putObject("autopilot")
        .put("cleanup_dead_servers", true)
        .put("last_contact_threshold", "200ms")
        .put("max_trailing_logs", 250);
    fixed(model, config);
  }

  /// What a vendor cannot change: dead servers are never cleaned up below the planned number
  /// (hashicorp/consul issue 8118), and the time that our gates count on. A quorum that stands is
  /// told both by the operation `keep-places`.
  static void fixed(HostModel model, ObjectNode config) {
    config
        .withObject("/autopilot")
        .put("min_quorum", model.site().servers().size())
        .put("server_stabilization_time", model.site().upgrade().stabilisationSeconds() + "s");
  }
}
