package io.holdfast.installer.ssh;

import java.nio.file.Path;
import java.util.Optional;

/// How the hosts of a site are reached: who logs in, with what (a key, a password, or the keys of
/// this machine's SSH agent), through whom, and where the pinned host keys are kept (a file in the
/// format of `known_hosts`).
public record SshAccess(
    String user,
    int port,
    Optional<Path> keyFile,
    Optional<Path> passwordFile,
    Optional<Path> agentSocket,
    Path knownHosts,
    Optional<Jump> jump) {

  /// A host in between that only passes the connection on; it sees no content.
  public record Jump(String address, String user, int port) {}
}
