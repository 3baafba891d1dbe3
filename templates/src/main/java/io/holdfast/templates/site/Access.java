package io.holdfast.templates.site;

import io.holdfast.templates.yaml.Default;
import java.util.Optional;

/// How to log in on the hosts: with a key, a password, or the keys of this machine's SSH agent.
/// Files are named relative to `site.yaml`; secrets themselves stand in none of these values.
/// `sudoPasswordFile` left out means: the same password as the login's, or ask.
public record Access(
    String user,
    @Default("22") int port,
    Optional<String> keyFile,
    Optional<String> passwordFile,
    @Default("false") boolean agent,
    @Default("password") SudoMode sudo,
    Optional<String> sudoPasswordFile,
    @Default("known_hosts") String knownHosts,
    Optional<Jump> jump) {

  /// A host between us and the cluster that only passes connections on.
  public record Jump(String address, Optional<String> user, @Default("22") int port) {}
}
