package io.holdfast.lab.host;

import io.holdfast.lab.host.LabPlaces.HostPlaces;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/// Writes into a host's root, before its first boot, what tells it from the others: names, address,
/// keys, password, and who may log in from where.
record HostPreparation(LabPlan plan, LabPlaces places, String authorizedKey, Secret password) {
  private static final int OPS = 1000;
  private static final int USERS = 100;

  void prepare(LabHost host) throws IOException {
    HostPlaces folders = places.host(host.name());
    if (Files.exists(folders.prepared())) {
      return;
    }
    writeNames(folders.root(), host);
    writeNetwork(folders.root(), host);
    writeAccess(folders.root(), host);
    writeKernel(folders.root());
    Files.writeString(folders.prepared(), "");
  }

  private void writeNames(Path root, LabHost host) throws IOException {
    var etc = root.resolve("etc");
    Files.writeString(etc.resolve("hostname"), host.name() + "\n");
    Files.writeString(etc.resolve("hosts"), "127.0.0.1 localhost\n127.0.1.1 " + host.name() + "\n");
    var id = new byte[16];
    new SecureRandom().nextBytes(id);
    Files.writeString(etc.resolve("machine-id"), HexFormat.of().formatHex(id) + "\n");
  }

  /// A fixed address and no gateway: nothing outside the lab can be reached from a practice host.
  private void writeNetwork(Path root, LabHost host) throws IOException {
    Files.writeString(
        root.resolve("etc/systemd/network/10-host0.network"),
        """
        [Match]
        Name=host0

        [Network]
        Address=%s/24
        LinkLocalAddressing=no
        LLMNR=no
        MulticastDNS=no
        """
            .formatted(host.address()));
  }

  /// Containers have no modules of their own, so nothing says there that the machine's kernel has
  /// bridges, as a customer's own kernel does. Nomad looks here before it offers networks to tasks.
  private static void writeKernel(Path root) throws IOException {
    var release = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    var folder = Files.createDirectories(root.resolve("usr/lib/modules").resolve(release));
    Files.writeString(folder.resolve("modules.builtin"), "kernel/net/bridge/bridge.ko\n");
  }

  private void writeAccess(Path root, LabHost host) throws IOException {
    Files.writeString(root.resolve("etc/ssh/sshd_config.d/20-this-host.conf"), sshd(host));
    SystemCommand.run("ssh-keygen", "-A", "-f", root.toString());
    var folder = root.resolve("home/ops/.ssh");
    Files.createDirectories(folder);
    var keys = Files.writeString(folder.resolve("authorized_keys"), authorizedKey);
    own(folder, "rwx------");
    own(keys, "rw-------");
    var set =
        SystemCommand.attempt(
            "ops:" + password.reveal() + "\n",
            List.of("chroot", root.toString(), "chpasswd", "--crypt-method", "SHA512"));
    if (!set.ok()) {
      throw new IOException("chpasswd: " + set.err());
    }
  }

  /// Every host but the jump host takes logins from the jump host's address only.
  private String sshd(LabHost host) {
    var jump = host.kind() == LabHost.Kind.JUMP;
    var allowed = jump ? "AllowUsers ops\n" : "AllowUsers ops@" + plan.jump().address() + "\n";
    return host.forwarding()
        ? allowed
        : allowed + "AllowTcpForwarding no\nAllowStreamLocalForwarding no\n";
  }

  private static void own(Path path, String mode) throws IOException {
    Files.setAttribute(path, "unix:uid", OPS);
    Files.setAttribute(path, "unix:gid", USERS);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
