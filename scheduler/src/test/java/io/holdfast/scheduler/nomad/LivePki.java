package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.LiveTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/// A certificate authority that Nomad's own command makes, and what it issues, under the names that
/// [LiveFiles] refers to.
record LivePki(Path folder, Path nomad, LiveProcesses processes) {

  void create() throws IOException, InterruptedException {
    processes.run(List.of(nomad.toString(), "tls", "ca", "create"));
    Files.copy(folder.resolve("nomad-agent-ca.pem"), folder.resolve("ca.pem"));
  }

  /// `kind` is `server`, `client` or `cli`; `names` are more addresses and names for it.
  void issue(String kind, String... names) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(nomad.toString(), "tls", "cert", "create", "-" + kind));
    for (var name : names) {
      var isAddress = name.matches("[0-9.]+");
      command.add((isAddress ? "-additional-ipaddress=" : "-additional-dnsname=") + name);
    }
    processes.run(command);
    Files.copy(folder.resolve("global-" + kind + "-nomad.pem"), folder.resolve(kind + ".pem"));
    Files.copy(folder.resolve("global-" + kind + "-nomad-key.pem"), folder.resolve(kind + ".key"));
  }

  SSLContext ofController() throws GeneralSecurityException, IOException {
    return LiveTls.of(
        folder.resolve("ca.pem"), folder.resolve("cli.pem"), folder.resolve("cli.key"));
  }
}
