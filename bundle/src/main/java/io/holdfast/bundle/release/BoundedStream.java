package io.holdfast.bundle.release;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Ends with an exception where a stream gives more than it may: what is packed can be a thousand
/// times as large unpacked.
final class BoundedStream extends FilterInputStream {
  private long left;

  BoundedStream(InputStream stream, long limit) {
    super(stream);
    this.left = limit;
  }

  /// More came than was allowed.
  static final class TooMuch extends IOException {
    private static final long serialVersionUID = 1;

    TooMuch() {
      super("larger than allowed");
    }
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    count(Math.max(count, 0));
    return count;
  }

  @Override
  public long skip(long wanted) throws IOException {
    long count = super.skip(wanted);
    count(count);
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(long bytes) throws IOException {
    left -= bytes;
    if (left < 0) {
      throw new TooMuch();
    }
  }
}
