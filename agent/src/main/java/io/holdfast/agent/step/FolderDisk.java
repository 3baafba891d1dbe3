package io.holdfast.agent.step;

import io.holdfast.agent.host.Access;
import io.holdfast.agent.host.DurableFiles;
import io.holdfast.scheduler.port.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// A real folder as the journal's disk; its files are root's alone.
final class FolderDisk implements Disk {
  private final Path folder;

  FolderDisk(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<byte[]> read(String name) {
    try {
      return DurableFiles.read(folder.resolve(name));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void append(String name, byte[] bytes) {
    var file = folder.resolve(name);
    try {
      if (!Files.exists(file)) {
        DurableFiles.replace(file, new byte[0], Access.privateFile());
      }
      try (var channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
        DurableFiles.write(channel, ByteBuffer.wrap(bytes));
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void sync(String name) {
    try {
      DurableFiles.syncFile(folder.resolve(name));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void replace(String name, byte[] bytes) {
    try {
      DurableFiles.replace(folder.resolve(name), bytes, Access.privateFile());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
