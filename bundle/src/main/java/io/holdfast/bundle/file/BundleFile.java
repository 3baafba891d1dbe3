package io.holdfast.bundle.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// The bytes of a bundle file by position. Anything that is not as it must be is refused; reads at
/// several places at once do not disturb each other.
final class BundleFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private BundleFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static BundleFile open(Path path) {
    try {
      if (!Files.isRegularFile(path)) {
        throw Refusal.unreadable(path, new java.nio.file.NoSuchFileException(path.toString()));
      }
      return new BundleFile(path, FileChannel.open(path, StandardOpenOption.READ));
    } catch (IOException e) {
      throw Refusal.unreadable(path, e);
    }
  }

  Path path() {
    return path;
  }

  long size() {
    try {
      return channel.size();
    } catch (IOException e) {
      throw Refusal.unreadable(path, e);
    }
  }

  byte[] read(long at, int length) {
    var bytes = new byte[length];
    read(at, bytes, length);
    return bytes;
  }

  void read(long at, byte[] target, int length) {
    var buffer = ByteBuffer.wrap(target, 0, length);
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, at + buffer.position()) < 0) {
          throw Refusal.cutShort(path, channel.size(), at + length);
        }
      }
    } catch (IOException e) {
      throw Refusal.unreadable(path, e);
    }
  }

  /// Refuses the file unless exactly these bytes stand at this place.
  void expect(long at, byte[] wanted, String of) {
    var found = read(at, wanted.length);
    int difference = Arrays.mismatch(found, wanted);
    if (difference >= 0) {
      throw Refusal.frame(path, at + difference, of);
    }
  }

  /// Checks header and padding of an entry and returns where its content begins.
  long expectFrame(long at, String name, long size) {
    expect(at, TarBlocks.header(name, size), name);
    long content = at + TarBlocks.BLOCK;
    expect(content + size, new byte[TarBlocks.padding(size)], name);
    return content;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw Refusal.unreadable(path, e);
    }
  }
}
