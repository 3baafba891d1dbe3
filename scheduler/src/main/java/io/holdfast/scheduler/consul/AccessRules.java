package io.holdfast.scheduler.consul;

import io.holdfast.templates.render.SecretNames;
import io.holdfast.templates.site.Engine;
import java.util.List;
import java.util.stream.Stream;

/// Who may do what in Consul: one policy and one token per kind of user, each as narrow as its work
/// allows.
final class AccessRules {
  /// Of tasks that Nomad runs; they log in with their identity, so it has no token.
  static final String NOMAD_TASKS = "holdfast-nomad-tasks";

  /// A policy, and the secret of the vault that becomes its token's secret id; empty where a policy
  /// has no token.
  record Grant(String policy, String tokenSecret, String description, String rules) {}

  private static final List<Grant> COMMON =
      List.of(
          new Grant(
              "holdfast-agent",
              SecretNames.CONSUL_AGENT_TOKEN,
              "Consul agents: their own node and its sync",
              """
              node_prefix "" { policy = "write" }
              service_prefix "" { policy = "read" }
              """),
          new Grant(
              "holdfast-dns",
              SecretNames.CONSUL_DEFAULT_TOKEN,
              "Whoever brings no token: name look-ups only",
              """
              node_prefix "" { policy = "read" }
              service_prefix "" { policy = "read" }
              query_prefix "" { policy = "read" }
              """),
          new Grant(
              "holdfast-registrar",
              SecretNames.CONSUL_REGISTRAR_TOKEN,
              "The Holdfast agent: registers the tasks of its host",
              """
              service_prefix "" { policy = "write" }
              node_prefix "" { policy = "read" }
              agent_prefix "" { policy = "read" }
              """));

  /// Members of Nomad register themselves, and take services out that ended without a word.
  private static final String NOMAD_MEMBER =
      """
      agent_prefix "" { policy = "read" }
      node_prefix "" { policy = "read" }
      service_prefix "" { policy = "write" }
      """;

  private static final List<Grant> NOMAD =
      List.of(
          new Grant(
              "holdfast-nomad-server",
              SecretNames.CONSUL_NOMAD_SERVER_TOKEN,
              "Nomad servers: registration",
              NOMAD_MEMBER),
          new Grant(
              "holdfast-nomad-client",
              SecretNames.CONSUL_NOMAD_CLIENT_TOKEN,
              "Nomad clients: registration of themselves and of what they run",
              NOMAD_MEMBER),
          new Grant(
              NOMAD_TASKS,
              "",
              "Tasks that Nomad runs: look-ups",
              """
              node_prefix "" { policy = "read" }
              service_prefix "" { policy = "read" }
              """));

  private AccessRules() {}

  static List<Grant> grants(Engine engine) {
    return engine == Engine.NOMAD
        ? Stream.concat(COMMON.stream(), NOMAD.stream()).toList()
        : COMMON;
  }
}
