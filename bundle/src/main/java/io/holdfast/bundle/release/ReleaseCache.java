package io.holdfast.bundle.release;

import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// What was downloaded before. A file lies under its own digest and is believed only while its
/// bytes still have it; lists and their signatures lie under the digest of their address and are
/// verified each time. A name appears only when its content is whole, so that a killed build leaves
/// parts, never halves.
final class ReleaseCache {
  private final Path folder;

  ReleaseCache(Path folder) {
    this.folder = folder;
  }

  /// Work on the cache by one build at a time, also across processes.
  interface Work<T> {
    T run() throws IOException;
  }

  <T> T alone(Work<T> work) throws IOException {
    Files.createDirectories(folder);
    try (var channel =
            FileChannel.open(
                folder.resolve("lock-of-holdfast"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IllegalStateException("fetching without the lock");
      }
      return work.run();
    }
  }

  /// A small content of an address, as it was kept.
  Optional<byte[]> kept(URI address) throws IOException {
    var file = smallFile(address);
    return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  void keep(URI address, byte[] content) throws IOException {
    var file = smallFile(address);
    Files.createDirectories(file.getParent());
    var temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.write(temporary, content);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private Path smallFile(URI address) {
    return folder.resolve("lists").resolve(Sha256.of(address.toString()));
  }

  /// The file of this digest, when it is there and its bytes still have it. One that has changed is
  /// taken away.
  Optional<Path> file(String sha256) throws IOException {
    var file = folder.resolve(sha256);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    if (digest(file).equals(sha256)) {
      return Optional.of(file);
    }
    Files.delete(file);
    return Optional.empty();
  }

  /// Where a download of this digest grows.
  Path part(String sha256) {
    return folder.resolve(sha256 + ".part");
  }

  /// Gives a part that has the right digest its name.
  Path finish(String sha256) throws IOException {
    var file = folder.resolve(sha256);
    Files.move(part(sha256), file, StandardCopyOption.ATOMIC_MOVE);
    return file;
  }

  static String digest(Path file) throws IOException {
    try (var stream = Files.newInputStream(file)) {
      return Sha256.of(stream);
    }
  }
}
