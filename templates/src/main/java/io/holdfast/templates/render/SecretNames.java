package io.holdfast.templates.render;

import io.holdfast.templates.text.SecretText;

/// Names under which the vault keeps what the generated files need.
public final class SecretNames {
  public static final String CONSUL_GOSSIP = "consul.gossip";
  public static final String CONSUL_AGENT_TOKEN = "consul.token.agent";
  public static final String CONSUL_DEFAULT_TOKEN = "consul.token.default";
  public static final String CONSUL_REGISTRAR_TOKEN = "consul.token.registrar";
  public static final String CONSUL_NOMAD_SERVER_TOKEN = "consul.token.nomad-server";
  public static final String CONSUL_NOMAD_CLIENT_TOKEN = "consul.token.nomad-client";
  public static final String NOMAD_GOSSIP = "nomad.gossip";
  public static final String NOMAD_MANAGEMENT_TOKEN = "nomad.token.management";
  public static final String CA_CERTIFICATE = "tls.ca.cert";

  /// What the balancers show to users, and its key.
  public static final String OUTWARD_CERTIFICATE = "tls.outward.cert";

  public static final String OUTWARD_KEY = "tls.outward.key";

  private SecretNames() {}

  /// The certificate of a host for one product, such as `consul`.
  public static String hostCertificate(String host, String product) {
    return hostPair(host, product) + ".cert";
  }

  public static String hostKey(String host, String product) {
    return hostPair(host, product) + ".key";
  }

  /// What the names of a host's certificate and key begin with.
  public static String hostPair(String host, String product) {
    return "tls." + host + "." + product;
  }

  /// The text of a file that is one secret, such as a key.
  static String file(String name) {
    return SecretText.placeholder(name) + "\n";
  }
}
