package io.holdfast.lab.host;

import java.io.PrintWriter;
import java.util.Locale;

/// A lab's state for people: one line per host and the command to log in.
final class StatusText {
  private StatusText() {}

  static void print(LabStatus status, PrintWriter out) {
    out.println("lab " + status.name() + ": " + status.state().word());
    for (var host : status.hosts()) {
      out.printf(
          Locale.ROOT,
          "  %-4s %-7s %-15s %-8s ports %s%n",
          host.name(),
          host.kind().word(),
          host.address(),
          host.running() ? "running" : "off",
          host.openPorts());
    }
    status.access().ifPresent(access -> printAccess(access, out));
  }

  private static void printAccess(LabStatus.Access access, PrintWriter out) {
    out.println("  key           " + access.keyFile());
    out.println("  known hosts   " + access.knownHostsFile());
    out.println("  sudo password " + access.sudoPasswordFile());
    out.println("  jump          " + access.user() + "@" + access.jumpAddress());
  }
}
