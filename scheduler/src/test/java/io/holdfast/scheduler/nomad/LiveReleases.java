package io.holdfast.scheduler.nomad;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The programs that this machine has, as `<component>/<version>/<component>` in the components
/// folder.
final class LiveReleases {
  private LiveReleases() {}

  /// The folders of the releases, the newest last.
  static List<Path> of(String component) {
    var folder = components().resolve(component);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var all = Files.list(folder)) {
      return all.filter(release -> Files.isExecutable(release.resolve(component)))
          .sorted(Comparator.comparing(release -> Runtime.Version.parse(version(release))))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Optional<Path> newest(String component) {
    var all = of(component);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast().resolve(component));
  }

  static String version(Path release) {
    return String.valueOf(release.getFileName());
  }

  private static Path components() {
    return Optional.ofNullable(System.getenv("HOLDFAST_COMPONENTS"))
        .map(Path::of)
        .orElseGet(
            () -> Path.of(System.getProperty("user.home"), ".cache", "holdfast", "components"));
  }
}
