package io.holdfast.bundle.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/// Reads single files out of a `.deb` without installing it.
final class DebFile {
  private static final long LIMIT = 256L * 1024 * 1024;

  private DebFile() {}

  /// The content of one file; empty when the package has no such regular file.
  ///
  /// @param path without leading slash, like `bin/busybox`
  static Optional<byte[]> read(Path deb, String path) throws IOException {
    var command = List.of("dpkg-deb", "--fsys-tarfile", deb.toString());
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var tar = new TarArchiveInputStream(process.getInputStream())) {
      process.getOutputStream().close();
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile() && entry.getSize() <= LIMIT && matches(entry.getName(), path)) {
          return Optional.of(tar.readNBytes((int) entry.getSize()));
        }
      }
      return Optional.empty();
    } finally {
      process.destroy();
    }
  }

  private static boolean matches(String entry, String path) {
    return entry.equals("./" + path) || entry.equals(path);
  }

  /// The terms of a package, as each package of the distribution carries them.
  static String copyright(Path deb, String packageName) throws IOException {
    return read(deb, "usr/share/doc/" + packageName + "/copyright")
        .map(bytes -> new String(bytes, java.nio.charset.StandardCharsets.UTF_8))
        .orElse("(this package carries its terms in a package that it depends on)\n");
  }
}
