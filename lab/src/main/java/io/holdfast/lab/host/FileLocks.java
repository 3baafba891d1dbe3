package io.holdfast.lab.host;

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
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (var channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        return work.call();
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
