package io.holdfast.installer.run;

import io.holdfast.installer.host.SshHostGateway;
import java.io.IOException;
import java.util.Optional;

/// The small files of a site that its hosts keep. Blocking; a host that can't be reached ends a
/// call in a `HoldfastException` or an `IOException`.
interface HostFiles {
  Optional<byte[]> fetch(String host, String name) throws IOException;

  /// Replaces a file, atomically. A fence lower than the host has seen is refused.
  void store(String host, String name, long fence, byte[] content) throws IOException;

  /// Through the host runner, which is put in place where it is missing.
  static HostFiles of(SshHostGateway hosts) {
    return new HostFiles() {
      @Override
      public Optional<byte[]> fetch(String host, String name) throws IOException {
        return hosts.runner(host).fetch(name);
      }

      @Override
      public void store(String host, String name, long fence, byte[] content) throws IOException {
        hosts.runner(host).store(name, fence, content);
      }
    };
  }
}
