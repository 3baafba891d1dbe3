package io.holdfast.templates.render;

import io.holdfast.templates.site.Host;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The certificate authority, and the certificate and key of a host for one product, in the folder
/// of one reader.
final class TlsFiles {
  private TlsFiles() {}

  static List<GeneratedFile> of(Host host, String product, String folder, String group) {
    return List.of(
        GeneratedFile.closed(
            authority(folder), group, SecretNames.file(SecretNames.CA_CERTIFICATE)),
        GeneratedFile.closed(
            certificate(folder),
            group,
            SecretNames.file(SecretNames.hostCertificate(host.name(), product))),
        GeneratedFile.closed(
            key(folder), group, SecretNames.file(SecretNames.hostKey(host.name(), product))));
  }

  /// The keys under which Consul and Nomad want to be told of these files.
  static ObjectNode settings(ObjectNode into, String folder) {
    return into.put("ca_file", authority(folder))
        .put("cert_file", certificate(folder))
        .put("key_file", key(folder));
  }

  static String authority(String folder) {
    return folder + "/ca.pem";
  }

  static String certificate(String folder) {
    return folder + "/host.pem";
  }

  static String key(String folder) {
    return folder + "/host.key";
  }
}
