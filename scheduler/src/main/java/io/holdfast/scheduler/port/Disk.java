package io.holdfast.scheduler.port;

import java.util.Optional;

/// A folder of small files that outlive a crash, for journals. Names are plain file names.
///
/// `append` alone promises nothing: only what was there at the last `sync` outlives a crash, and of
/// what came later any part may. `replace` is atomic and durable: temporary file, fsync, rename,
/// fsync of the folder.
public interface Disk {
  /// The whole file, or empty when there is none.
  Optional<byte[]> read(String name);

  void append(String name, byte[] bytes);

  void sync(String name);

  void replace(String name, byte[] bytes);
}
