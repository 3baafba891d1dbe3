package io.holdfast.installer.cli;

import io.holdfast.installer.run.SiteSession;
import io.holdfast.installer.ssh.PinFile;
import io.holdfast.installer.ssh.SshConnector;
import io.holdfast.templates.site.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The keys of hosts that are new, pinned by fingerprints that a person typed: for the time until
/// somebody has said yes, and then for good. Closed before that, the pins are as they were.
final class NewKeys implements AutoCloseable {
  private final List<PinFile.Trial> trials = new ArrayList<>();

  private NewKeys() {}

  /// Asks each host for its key; one that is pinned already needs no fingerprint.
  static NewKeys of(
      SiteContext context, List<Host> hosts, Map<String, String> fingerprints, String command) {
    var keys = new NewKeys();
    var pins = new PinFile(context.knownHosts());
    var access = SiteSession.sshAccess(context.site().access(), context.home());
    try {
      for (var host : hosts) {
        try (var connector = new SshConnector(access)) {
          var shown = connector.hostKey(host.name(), host.address());
          var typed = fingerprints.getOrDefault(host.name(), "");
          keys.trials.add(pins.tryOut(shown, typed, command));
        }
      }
      return keys;
    } catch (RuntimeException refused) {
      keys.close();
      throw refused;
    }
  }

  /// Says whether the pins were changed.
  boolean keep() {
    return trials.stream().map(PinFile.Trial::keep).filter(changed -> changed).count() > 0;
  }

  @Override
  public void close() {
    trials.reversed().forEach(PinFile.Trial::close);
  }
}
