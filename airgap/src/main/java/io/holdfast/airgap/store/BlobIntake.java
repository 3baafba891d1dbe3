package io.holdfast.airgap.store;

import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.manifest.Blob;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;

/// One content on its way into the store. Bytes are kept in memory until their chunk is whole and
/// its digest is right; only then are they written. Closing without `finish` keeps the checked
/// chunks for the next attempt. For one thread.
public final class BlobIntake implements AutoCloseable {
  private final Blob blob;
  private final Path target;
  private final Path part;
  private final FileChannel channel;
  private final MessageDigest whole = Sha256.digest();
  private final byte[] chunk;
  private int chunkNumber;
  private int filled;

  private BlobIntake(Blob blob, Path target, Path part, FileChannel channel) {
    this.blob = blob;
    this.target = target;
    this.part = part;
    this.channel = channel;
    this.chunk = new byte[(int) Math.min(BundleLayout.CHUNK, blob.size())];
  }

  static BlobIntake open(Blob blob, Path target, Path part) throws IOException {
    var channel =
        FileChannel.open(
            part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new IOException("somebody else is writing " + part);
      }
      var intake = new BlobIntake(blob, target, part, channel);
      intake.keepCheckedChunks();
      return intake;
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException("somebody else is writing " + part, e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// Goes over what an earlier attempt left and drops everything from the first wrong chunk on.
  private void keepCheckedChunks() throws IOException {
    channel.position(0);
    while (chunkNumber < blob.chunks().size()) {
      int length = BundleLayout.chunkLength(blob.size(), chunkNumber);
      if (!readChunk(length) || !chunkIsRight(length)) {
        break;
      }
      whole.update(chunk, 0, length);
      chunkNumber++;
    }
    channel.truncate(offset());
    channel.position(offset());
  }

  private boolean readChunk(int length) throws IOException {
    var buffer = ByteBuffer.wrap(chunk, 0, length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean chunkIsRight(int length) {
    var digest = Sha256.digest();
    digest.update(chunk, 0, length);
    return Sha256.hex(digest).equals(blob.chunks().get(chunkNumber));
  }

  /// From which byte on the content is wanted: all before it is checked and kept.
  public long offset() {
    return Math.min(blob.size(), (long) chunkNumber * BundleLayout.CHUNK);
  }

  /// Takes the next bytes.
  ///
  /// @throws io.holdfast.templates.problem.HoldfastException when a chunk has another digest or
  ///   more bytes come than the content has
  public void append(byte[] bytes, int from, int count) throws IOException {
    int done = 0;
    while (done < count) {
      if (chunkNumber == blob.chunks().size()) {
        throw ContentStore.damaged(blob.sha256(), "more than its " + blob.size() + " bytes came");
      }
      int length = BundleLayout.chunkLength(blob.size(), chunkNumber);
      int step = Math.min(count - done, length - filled);
      System.arraycopy(bytes, from + done, chunk, filled, step);
      filled += step;
      done += step;
      if (filled == length) {
        writeChunk(length);
      }
    }
  }

  private void writeChunk(int length) throws IOException {
    filled = 0;
    if (!chunkIsRight(length)) {
      var last = offset() + length - 1;
      throw ContentStore.damaged(blob.sha256(), "bytes %d to %d".formatted(offset(), last));
    }
    whole.update(chunk, 0, length);
    var buffer = ByteBuffer.wrap(chunk, 0, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    chunkNumber++;
  }

  /// Takes all bytes that a stream has from the offset on.
  public void transferFrom(InputStream stream) throws IOException {
    var buffer = new byte[64 * 1024];
    for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
      append(buffer, 0, count);
    }
  }

  /// Puts the whole content under its name, on disk.
  public void finish() throws IOException {
    if (offset() < blob.size() || filled > 0) {
      throw new IOException("content " + blob.sha256() + " ends at byte " + (offset() + filled));
    }
    if (!Sha256.hex(whole).equals(blob.sha256())) {
      channel.truncate(0);
      throw ContentStore.damaged(blob.sha256(), "its chunks make another content");
    }
    Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
    channel.force(true);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.force(target.getParent());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
