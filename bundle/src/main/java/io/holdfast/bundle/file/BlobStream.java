package io.holdfast.bundle.file;

import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.manifest.Blob;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// Reads one blob from any offset on and hands out no byte before the digest of its whole chunk was
/// checked. A read that meets a damaged chunk throws and gives nothing of it.
public class BlobStream extends InputStream {
  /// Reads stored bytes at a place in the blob; how to tell a failure is the store's own matter.
  public interface Source {
    /// Fills the buffer with the bytes from this offset of the blob on.
    void read(long offset, byte[] buffer, int length) throws IOException;

    /// What to throw when the bytes there are not the signed ones.
    RuntimeException damaged(long offset, int length);
  }

  private final Blob blob;
  private final Source source;
  private byte[] chunk = new byte[0];
  private int chunkNumber = -1;
  private long position;

  public BlobStream(Blob blob, Source source, long offset) {
    this.blob = blob;
    this.source = source;
    this.position = Objects.checkFromToIndex(offset, blob.size(), blob.size());
  }

  /// The offset of the next byte.
  public long position() {
    return position;
  }

  @Override
  public int read() throws IOException {
    if (position >= blob.size()) {
      return -1;
    }
    load();
    return chunk[(int) (position++ % BundleLayout.CHUNK)] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (position >= blob.size()) {
      return -1;
    }
    load();
    int at = (int) (position % BundleLayout.CHUNK);
    int count = Math.min(length, BundleLayout.chunkLength(blob.size(), chunkNumber) - at);
    System.arraycopy(chunk, at, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() {
    if (chunkNumber < 0 || position / BundleLayout.CHUNK != chunkNumber) {
      return 0;
    }
    return (int)
        (BundleLayout.chunkLength(blob.size(), chunkNumber) - position % BundleLayout.CHUNK);
  }

  private void load() throws IOException {
    int number = (int) (position / BundleLayout.CHUNK);
    if (number == chunkNumber) {
      return;
    }
    chunkNumber = -1;
    int length = BundleLayout.chunkLength(blob.size(), number);
    if (chunk.length < length) {
      chunk = new byte[length];
    }
    long start = (long) number * BundleLayout.CHUNK;
    source.read(start, chunk, length);
    var digest = Sha256.digest();
    digest.update(chunk, 0, length);
    if (!Sha256.hex(digest).equals(blob.chunks().get(number))) {
      throw source.damaged(start, length);
    }
    chunkNumber = number;
  }
}
