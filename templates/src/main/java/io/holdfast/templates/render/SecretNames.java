package io.holdfast.templates.render;

import io.holdfast.templates.text.SecretText;

/// Names under which the vault keeps what the generated files need.
public final class SecretNames {
  public static final String CONSUL_GOSSIP = "consul.gossip";
  public static final String CONSUL_AGENT_TOKEN = "consul.token.agent";
  public static final String CONSUL_DEFAULT_TOKEN = "consul.token.default";
  public static final String CONSUL_REGISTRAR_TOKEN = "consul.token.registrar";
  public static final String CA_CERTIFICATE = "tls.ca.cert";

  private SecretNames() {}

  public static String hostCertificate(String host) {
    return "tls." + host + ".consul.cert";
  }

  public static String hostKey(String host) {
    return "tls." + host + ".consul.key";
  }

  /// The text of a file that is one secret, such as a key.
  static String file(String name) {
    return SecretText.placeholder(name) + "\n";
  }
}
