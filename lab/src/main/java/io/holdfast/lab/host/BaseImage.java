package io.holdfast.lab.host;

import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Consumer;

/// The read-only Debian folder under all practice hosts of a release: made once per recipe and kept
/// in the user's cache, for it takes half a minute and the network.
record BaseImage(Path cache, Release release) {
  static BaseImage of(Release release) {
    return new BaseImage(cacheFolder(), release);
  }

  /// Where bases are kept between labs.
  static Path cacheFolder() {
    var set = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).filter(text -> !text.isBlank());
    return set.map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("holdfast")
        .resolve("lab");
  }

  Path folder() {
    var recipe = release.codename() + "\n" + packages() + resource("customize-base.sh");
    var hash = Sha256.of(recipe).substring(0, 12);
    return cache.resolve("base-" + release.codename() + "-" + hash);
  }

  /// Makes the base unless it is there. A half-made one of an earlier run is thrown away.
  Path make(Consumer<String> says) {
    var base = folder();
    if (Files.isDirectory(base)) {
      return base;
    }
    return FileLocks.holding(
        cache.resolve("base.lock"),
        () -> {
          if (!Files.isDirectory(base)) {
            says.accept(
                "Making the base of "
                    + release.codename()
                    + " hosts, once, from packages (about a minute)");
            makeIn(base.resolveSibling(base.getFileName() + ".new"), base);
          }
          return base;
        });
  }

  private void makeIn(Path fresh, Path base) throws IOException {
    SystemCommand.run("rm", "-rf", "--one-file-system", fresh.toString());
    var script =
        Files.writeString(cache.resolve("customize-base.sh"), resource("customize-base.sh"));
    SystemCommand.run(
        "mmdebstrap",
        "--variant=minbase",
        "--include=" + packages(),
        "--dpkgopt=force-unsafe-io",
        "--customize-hook=sh '" + script + "' \"$1\"",
        release.codename(),
        fresh.toString());
    Files.move(fresh, base, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String packages() {
    return String.join(",", resource("base.packages").lines().toList());
  }

  static String resource(String name) {
    try (var stream = BaseImage.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is not in this program");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
