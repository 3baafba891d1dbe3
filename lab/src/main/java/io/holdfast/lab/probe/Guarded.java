package io.holdfast.lab.probe;

import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.SecretNames;
import java.util.List;

/// A product that guards its ports by certificates and its requests by tokens.
///
/// On the port of its members the first byte says what comes: `tls` that TLS comes, and inside of
/// it `raft` that the log of the servers comes, for which a server's certificate is wanted. Source
/// of the bytes: `RPCType` in `agent/pool/conn.go` of Consul, and in `helper/pool/pool.go` of
/// Nomad.
///
/// `verifiesRequests`: it takes requests from certificates of the site only. Nomad does not,
/// because Consul fetches the keys of workload identities there, and shows none.
enum Guarded {
  CONSUL(
      Layout.CONSUL,
      Layout.CONSUL_HTTPS_PORT,
      Layout.CONSUL_SERVER_PORT,
      "X-Consul-Token",
      "consul.token.management",
      3,
      1,
      true),
  NOMAD(
      Layout.NOMAD,
      Layout.NOMAD_HTTPS_PORT,
      Layout.NOMAD_SERVER_PORT,
      "X-Nomad-Token",
      SecretNames.NOMAD_MANAGEMENT_TOKEN,
      4,
      2,
      false);

  /// What hosts that are no servers hold of Consul's tokens, by the names of the vault.
  static final List<String> WORKER_TOKENS =
      List.of(
          SecretNames.CONSUL_AGENT_TOKEN,
          SecretNames.CONSUL_DEFAULT_TOKEN,
          SecretNames.CONSUL_REGISTRAR_TOKEN,
          SecretNames.CONSUL_NOMAD_CLIENT_TOKEN);

  final String product;
  final int requests;
  final int members;
  final String tokenHeader;
  final String management;
  final int tls;
  final int raft;
  final boolean verifiesRequests;

  Guarded(
      String product,
      int requests,
      int members,
      String tokenHeader,
      String management,
      int tls,
      int raft,
      boolean verifiesRequests) {
    this.product = product;
    this.requests = requests;
    this.members = members;
    this.tokenHeader = tokenHeader;
    this.management = management;
    this.tls = tls;
    this.raft = raft;
    this.verifiesRequests = verifiesRequests;
  }
}
