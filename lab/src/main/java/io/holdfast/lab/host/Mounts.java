package io.holdfast.lab.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// The overlay file systems of practice hosts.
final class Mounts {
  private Mounts() {}

  /// Mounts a host's root: the base below, its own changes above. Does nothing when it is there.
  static void overlay(Path base, LabPlaces.HostPlaces folders) {
    if (below(folders.root()).contains(folders.root())) {
      return;
    }
    SystemCommand.run(
        "mount",
        "-t",
        "overlay",
        "overlay",
        "-o",
        "lowerdir=" + base + ",upperdir=" + folders.upper() + ",workdir=" + folders.work(),
        folders.root().toString());
  }

  /// Unmounts everything at or below a folder; what is still busy goes when its last user does.
  static void removeBelow(Path folder) {
    for (var mount : below(folder)) {
      if (!SystemCommand.attempt("umount", mount.toString()).ok()) {
        SystemCommand.run("umount", "--lazy", mount.toString());
      }
    }
  }

  /// Mount points at or below a folder, deepest first.
  static List<Path> below(Path folder) {
    try {
      return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
          .map(line -> Path.of(line.split(" ")[4].replace("\\040", " ")))
          .filter(path -> path.startsWith(folder))
          .sorted(Comparator.comparing(Path::toString).reversed())
          .toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
