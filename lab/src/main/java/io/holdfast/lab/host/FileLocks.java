package io.holdfast.lab.host;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Lets one program at a time change a lab, a base or a component. Waits for the other; a crash
/// frees the lock. The lock file stays, for removing one lets two holders in.
public final class FileLocks {
  private FileLocks() {}

  /// Work that may fail on the file system.
  @FunctionalInterface
  public interface Work<T> {
    T call() throws IOException;
  }

  public static <T> T holding(Path file, Work<T> work) {
    try (var _ = hold(file)) {
      return work.call();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// The same until what is returned is closed.
  public static Closeable hold(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      var lock = channel.lock();
      return () -> {
        lock.release();
        channel.close();
      };
    } catch (IOException | RuntimeException refused) {
      channel.close();
      throw refused;
    }
  }
}
