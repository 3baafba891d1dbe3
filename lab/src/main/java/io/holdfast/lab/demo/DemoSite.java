package io.holdfast.lab.demo;

import io.holdfast.lab.host.LabHost;
import io.holdfast.lab.host.LabStatus;
import io.holdfast.templates.site.Engine;
import io.holdfast.templates.site.WorkerMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/// The site file for a lab: what an administrator would write for these hosts.
public final class DemoSite {
  /// As the wizard writes it too.
  static final String NETWORK = "network: {hostProxy: unset}\n";

  private DemoSite() {}

  /// Writes `site.yaml` and the vault's key file into a folder.
  public static Path write(Path folder, LabStatus lab, String name, Engine engine) {
    return write(folder, lab, name, engine, WorkerMode.IN_PLACE);
  }

  /// The same with another way to treat the tasks of workers.
  static Path write(Path folder, LabStatus lab, String name, Engine engine, WorkerMode workers) {
    var access = lab.access().orElseThrow();
    var text = new StringBuilder();
    text.append("site: ").append(name).append('\n');
    text.append("contact: {owner: \"The demo\", phone: \"none\"}\n");
    text.append("engine: ").append(engine).append('\n');
    text.append("access:\n");
    text.append("  user: ").append(access.user()).append('\n');
    text.append("  keyFile: ").append(access.keyFile()).append('\n');
    text.append("  sudo: password\n");
    text.append("  sudoPasswordFile: ").append(access.sudoPasswordFile()).append('\n');
    text.append("  knownHosts: ").append(access.knownHostsFile()).append('\n');
    text.append("  jump: {address: ")
        .append(access.jumpAddress())
        .append(", user: ")
        .append(access.user())
        .append("}\n");
    text.append(NETWORK);
    text.append("vault: {keyFile: vault.key}\n");
    text.append(
        "upgrade: {soakSeconds: 4, stabilisationSeconds: 3, drainSeconds: 60, patienceSeconds: 30");
    text.append(workers == WorkerMode.IN_PLACE ? "}\n" : ", workers: " + workers + "}\n");
    text.append("hosts:\n");
    hosts(lab)
        .forEach(
            host ->
                text.append("  - {name: ")
                    .append(host.name())
                    .append(", address: ")
                    .append(host.address())
                    .append(", roles: ")
                    .append(roles(host))
                    .append("}\n"));
    try {
      writeVaultKey(folder.resolve("vault.key"));
      return Files.writeString(folder.resolve("site.yaml"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeVaultKey(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    var key = new byte[32];
    new SecureRandom().nextBytes(key);
    Files.createFile(
        file,
        java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
            java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, Base64.getEncoder().encodeToString(key) + "\n");
  }

  /// The hosts of the cluster, without the jump host.
  public static List<LabStatus.HostStatus> hosts(LabStatus lab) {
    return lab.hosts().stream().filter(host -> host.kind() != LabHost.Kind.JUMP).toList();
  }

  static List<String> roles(LabStatus.HostStatus host) {
    return host.kind() == LabHost.Kind.SERVER ? List.of("server") : List.of("worker", "lb");
  }
}
