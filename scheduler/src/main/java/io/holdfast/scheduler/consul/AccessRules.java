package io.holdfast.scheduler.consul;

import java.util.List;

/// Who may do what in Consul: one policy and one token per kind of user, each as narrow as its work
/// allows.
final class AccessRules {
  /// A policy, and the secret of the vault that becomes its token's secret id.
  record Grant(String policy, String tokenSecret, String description, String rules) {}

  static final List<Grant> GRANTS =
      List.of(
          new Grant(
              "holdfast-agent",
              "consul.token.agent",
              "Consul agents: their own node and its sync",
              """
              node_prefix "" { policy = "write" }
              service_prefix "" { policy = "read" }
              """),
          new Grant(
              "holdfast-dns",
              "consul.token.default",
              "Whoever brings no token: name look-ups only",
              """
              node_prefix "" { policy = "read" }
              service_prefix "" { policy = "read" }
              query_prefix "" { policy = "read" }
              """),
          new Grant(
              "holdfast-registrar",
              "consul.token.registrar",
              "The Holdfast agent: registers the tasks of its host",
              """
              service_prefix "" { policy = "write" }
              node_prefix "" { policy = "read" }
              agent_prefix "" { policy = "read" }
              """));

  private AccessRules() {}
}
