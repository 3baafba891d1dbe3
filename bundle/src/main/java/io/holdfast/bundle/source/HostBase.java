package io.holdfast.bundle.source;

import java.util.List;

/// What every supported host has before Holdfast comes: the distribution's essential packages, its
/// package manager and this list, with all they need. Whatever a bundle's packages need beyond it
/// travels in the bundle. The list is short on purpose: a package carried in vain costs some bytes,
/// one that is missing stops an installation.
final class HostBase {
  private static final List<String> NAMES =
      List.of(
          "apt",
          "ca-certificates",
          "curl",
          "dbus",
          "iproute2",
          "iptables",
          "openssh-server",
          "procps",
          "sudo",
          "systemd",
          "systemd-sysv");

  private HostBase() {}

  static List<String> names() {
    return NAMES;
  }
}
