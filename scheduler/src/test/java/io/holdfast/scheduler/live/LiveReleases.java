package io.holdfast.scheduler.live;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The programs that this machine has, as `<component>/<version>/<component>` in the components
/// folder. Nomad is there only where an operator has supplied it.
public final class LiveReleases {
  private LiveReleases() {}

  public record Release(String version, Path program) {}

  /// Two neighbouring releases.
  public record Pair(Release earlier, Release later) {}

  /// The two newest; a test that needs them is skipped where there are not two.
  public static Pair neighbours(String component) {
    var all = of(component);
    assumeTrue(
        all.size() >= 2,
        "two releases of " + component + " are not in " + components().resolve(component));
    return new Pair(all.get(all.size() - 2), all.getLast());
  }

  /// The newest; a test that needs it is skipped where there is none.
  public static Release newest(String component) {
    var all = of(component);
    assumeTrue(!all.isEmpty(), component + " is not in " + components().resolve(component));
    return all.getLast();
  }

  /// The newest last.
  private static List<Release> of(String component) {
    var folder = components().resolve(component);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var all = Files.list(folder)) {
      return all.map(release -> release(release, component))
          .filter(release -> Files.isExecutable(release.program()))
          .sorted(Comparator.comparing(release -> Runtime.Version.parse(release.version())))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Release release(Path folder, String component) {
    return new Release(String.valueOf(folder.getFileName()), folder.resolve(component));
  }

  private static Path components() {
    return Optional.ofNullable(System.getenv("HOLDFAST_COMPONENTS"))
        .map(Path::of)
        .orElseGet(
            () -> Path.of(System.getProperty("user.home"), ".cache", "holdfast", "components"));
  }
}
