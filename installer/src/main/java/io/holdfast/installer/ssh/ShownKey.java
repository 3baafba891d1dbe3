package io.holdfast.installer.ssh;

import com.jcraft.jsch.HostKeyRepository;

/// A host's key as it shows it. `line` is the one to pin, in the form of `known_hosts`; `state`
/// tells how it compares with the pins.
public record ShownKey(
    String host, String address, String type, String fingerprint, String line, State state) {
  /// Whether the key is pinned already, not yet, or another one is.
  public enum State {
    PINNED,
    NEW,
    CHANGED
  }

  static ShownKey of(String host, String address, SeenHostKeys.Seen seen) {
    var state =
        switch (seen.verdict()) {
          case HostKeyRepository.OK -> State.PINNED;
          case HostKeyRepository.NOT_INCLUDED -> State.NEW;
          default -> State.CHANGED;
        };
    return new ShownKey(host, address, seen.type(), seen.fingerprint(), seen.line(), state);
  }
}
