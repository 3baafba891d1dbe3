package io.holdfast.installer.run;

import io.holdfast.scheduler.port.Disk;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// A folder of small files on this machine, readable by its owner only, that outlive a crash. It is
/// made when the first one is written: reading leaves nothing behind.
public final class FileDisk implements Disk {
  private final Path folder;

  public FileDisk(Path folder) {
    this.folder = folder;
  }

  private void makeFolder() throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @Override
  public Optional<byte[]> read(String name) {
    try {
      return Optional.of(Files.readAllBytes(place(name)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException failed) {
      throw failed(name, failed);
    }
  }

  @Override
  public void append(String name, byte[] bytes) {
    try {
      makeFolder();
      try (var file = open(place(name), StandardOpenOption.APPEND)) {
        write(file, bytes);
      }
    } catch (IOException failed) {
      throw failed(name, failed);
    }
  }

  @Override
  public void sync(String name) {
    try (var file = open(place(name), StandardOpenOption.WRITE)) {
      file.force(true);
      syncFolder();
    } catch (IOException failed) {
      throw failed(name, failed);
    }
  }

  @Override
  public void replace(String name, byte[] bytes) {
    replace(name, out -> out.write(bytes));
  }

  /// What a file shall hold, written as it comes.
  interface Content {
    void to(OutputStream file) throws IOException;
  }

  /// The same with content that need not be in memory. Where it can't be had to its end, the file
  /// stays what it was.
  void replace(String name, Content content) {
    var beside = place("." + name + ".new");
    try {
      makeFolder();
      Files.deleteIfExists(beside);
      try (var file = open(beside, StandardOpenOption.WRITE)) {
        content.to(Channels.newOutputStream(file));
        file.force(true);
      } catch (IOException | RuntimeException unfinished) {
        Files.deleteIfExists(beside);
        throw unfinished;
      }
      Files.move(
          beside, place(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncFolder();
    } catch (AtomicMoveNotSupportedException impossible) {
      throw new IllegalStateException(impossible);
    } catch (IOException failed) {
      throw failed(name, failed);
    }
  }

  /// Removes a file; one that is not there is no mistake.
  public void remove(String name) {
    try {
      if (Files.deleteIfExists(place(name))) {
        syncFolder();
      }
    } catch (IOException failed) {
      throw failed(name, failed);
    }
  }

  /// Removes what a program that was killed left of files that it had begun. Only for whoever alone
  /// writes to this folder.
  void removeUnfinished() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var begun = Files.newDirectoryStream(folder, ".*.new")) {
      for (var file : begun) {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw failed("", failed);
    }
  }

  /// How many bytes can still be written here.
  long usable() {
    try {
      makeFolder();
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException failed) {
      throw failed("", failed);
    }
  }

  private Path place(String name) {
    if (name.contains("/") || name.equals("..") || name.equals(".")) {
      throw new IllegalArgumentException("not a plain file name: " + name);
    }
    return folder.resolve(name);
  }

  private static FileChannel open(Path path, StandardOpenOption how) throws IOException {
    return FileChannel.open(
        path,
        Set.of(how, StandardOpenOption.CREATE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static void write(FileChannel file, byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
  }

  private void syncFolder() throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private UncheckedIOException failed(String name, IOException cause) {
    return new UncheckedIOException("the file " + folder.resolve(name) + " cannot be used", cause);
  }
}
