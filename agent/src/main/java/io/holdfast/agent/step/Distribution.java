package io.holdfast.agent.step;

import io.holdfast.agent.host.Commands;
import io.holdfast.agent.host.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;

/// What differs between families of distributions on a host: how packages are asked for, brought to
/// exact versions without internet, and brought back.
public interface Distribution {
  /// By the database of packages that the host has; empty where it has none that is known.
  static Optional<Distribution> of(Root root, Commands commands) {
    if (Files.exists(root.at("/usr/bin/dpkg-query"))) {
      return Optional.of(new DebianFamily(root, commands));
    }
    return Files.exists(root.at("/usr/bin/rpm"))
        ? Optional.of(new RedHatFamily(commands))
        : Optional.empty();
  }

  /// The versions of those that are installed, by name. What stands half-way has its state behind
  /// its version, after a space.
  SortedMap<String, String> versions(Collection<String> names) throws IOException;

  /// Takes away what a crash inside a transaction left in the way of others.
  void tidy() throws IOException;

  /// Brings packages to exactly these versions in one transaction, forward and back alike, from the
  /// files of one folder; what they need beside comes out of it too where it is missing. Starts no
  /// service.
  void install(String component, Path folder, SortedMap<String, String> wanted) throws IOException;
}
