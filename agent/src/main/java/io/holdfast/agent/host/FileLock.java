package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps other processes of ours, and other threads of this one, out while it is held. The kernel
/// gives it back when the process dies.
public final class FileLock {
  // The JDK refuses a second lock of the same process on a file instead of waiting for it.
  private final ReentrantLock threads = new ReentrantLock();
  private final Path file;

  public FileLock(Path file) {
    this.file = file;
  }

  /// Something that is done under the lock.
  public interface Guarded<T> {
    T run() throws IOException;
  }

  /// Waits until the lock is free.
  public <T> T holding(Guarded<T> work) throws IOException {
    DurableFiles.privateFolder(DurableFiles.parent(file));
    threads.lock();
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock();
      return work.run();
    } finally {
      threads.unlock();
    }
  }
}
