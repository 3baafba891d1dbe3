package io.holdfast.lab.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// A tar of a folder whose bytes depend on names, contents and executability only.
final class FolderTar {
  static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private FolderTar() {}

  /// Writes `folder` under the name `top` and returns the tar.
  static Path write(Path folder, String top, Path tar) throws IOException {
    var fresh = tar.resolveSibling(tar.getFileName() + ".new");
    try (var out =
        new TarArchiveOutputStream(Files.newOutputStream(fresh), StandardCharsets.UTF_8.name())) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (var path : sorted(folder)) {
        add(out, path, top + "/" + folder.relativize(path));
      }
    }
    return Files.move(fresh, tar, StandardCopyOption.ATOMIC_MOVE);
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> !path.equals(folder)).sorted().toList();
    }
  }

  private static void add(TarArchiveOutputStream out, Path path, String name) throws IOException {
    var entry = entry(path, name);
    entry.setModTime(TIME.toInstant(ZoneOffset.UTC).toEpochMilli());
    out.putArchiveEntry(entry);
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.copy(path, out);
    }
    out.closeArchiveEntry();
  }

  private static TarArchiveEntry entry(Path path, String name) throws IOException {
    if (Files.isSymbolicLink(path)) {
      var link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
      link.setLinkName(Files.readSymbolicLink(path).toString());
      return link;
    }
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      var folder = new TarArchiveEntry(name + "/");
      folder.setMode(0040755);
      return folder;
    }
    var file = new TarArchiveEntry(name);
    file.setSize(Files.size(path));
    file.setMode(Files.isExecutable(path) ? 0100755 : 0100644);
    return file;
  }
}
