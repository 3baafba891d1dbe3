package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;

/// Changes to files that survive a power cut: written beside their place, fsynced, renamed, folder
/// fsynced.
public final class DurableFiles {
  private static final String PART = ".part-";

  private DurableFiles() {}

  /// Replaces a file in one step. It never exists half-written, nor with wider access than wanted.
  public static void replace(Path file, byte[] content, Access access) throws IOException {
    var temporary = beside(file);
    try {
      writeNew(temporary, content);
      access.applyTo(temporary);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncFolder(parent(file));
    sweep(file);
  }

  /// A fresh file that only we may read, fsynced.
  private static void writeNew(Path file, byte[] content) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      write(channel, ByteBuffer.wrap(content));
      channel.force(true);
    }
  }

  /// Writes all of the bytes: a channel may take only some of them at a time and say so by its
  /// count alone.
  public static void write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /// Points a symbolic link at a target in one step.
  public static void replaceLink(Path link, Path target) throws IOException {
    var temporary = beside(link);
    Files.deleteIfExists(temporary);
    Files.createSymbolicLink(temporary, target);
    Files.move(
        temporary, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(parent(link));
    sweep(link);
  }

  /// Removes what was left beside a file by writers that were killed in the middle. The file is
  /// safe by then: what cannot be removed is left to the next one. Nobody is told of it, for a
  /// logger here would slow each start of the agent.
  private static void sweep(Path file) {
    var prefix = "." + file.getFileName() + PART;
    try (var left =
        Files.newDirectoryStream(
            parent(file), path -> path.getFileName().toString().startsWith(prefix))) {
      for (var part : left) {
        if (!isWritten(part.getFileName().toString().substring(prefix.length()))) {
          remove(part);
        }
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      // The next writer sweeps again.
    }
  }

  private static void remove(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException kept) {
      // The next writer tries again.
    }
  }

  /// Whether the process with this id may still write it.
  private static boolean isWritten(String pid) {
    try {
      return ProcessHandle.of(Long.parseLong(pid)).isPresent();
    } catch (NumberFormatException foreign) {
      return true;
    }
  }

  public static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    syncFolder(parent(to));
    syncFolder(parent(from));
  }

  public static boolean delete(Path file) throws IOException {
    boolean deleted = Files.deleteIfExists(file);
    if (deleted) {
      syncFolder(parent(file));
    }
    return deleted;
  }

  public static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var walk = Files.walk(folder)) {
      for (var path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  public static void syncFolder(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  public static void syncFile(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /// The content of a file, empty when there is none.
  public static Optional<byte[]> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  /// Makes a folder of ours and those above it: root's, for nobody else.
  public static Path privateFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
      openFolders(parent(folder));
      try {
        Files.createDirectory(folder, mode);
      } catch (java.nio.file.FileAlreadyExistsException raced) {
        return folder;
      }
      syncFolder(parent(folder));
    }
    return folder;
  }

  /// Makes missing folders so that everybody may pass, whatever the umask.
  public static void openFolders(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    openFolders(parent(folder));
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    syncFolder(parent(folder));
  }

  public static Path parent(Path file) {
    var parent = file.toAbsolutePath().getParent();
    return parent == null ? file : parent;
  }

  private static Path beside(Path file) {
    return parent(file).resolve("." + file.getFileName() + PART + ProcessHandle.current().pid());
  }
}
