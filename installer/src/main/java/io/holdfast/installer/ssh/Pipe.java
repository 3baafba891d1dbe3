package io.holdfast.installer.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;

/// A bounded pipe of bytes between an SSH session's thread and whoever reads.
///
/// The JDK's pipe breaks when the thread that read last has ended, although another one reads on;
/// here any thread may read and write. A read may have a time limit, which the SSH library needs
/// for its keep-alive where a jump host stands in for the socket.
final class Pipe {
  private final byte[] ring;
  private int start;
  private int filled;
  private boolean writerClosed;
  private boolean readerClosed;
  private int readTimeoutMs;

  Pipe(int capacity) {
    ring = new byte[capacity];
  }

  InputStream input() {
    return new Input();
  }

  OutputStream output() {
    return new Output();
  }

  /// The longest wait of one read, in milliseconds; 0 waits for ever.
  synchronized void limitReads(int milliseconds) {
    readTimeoutMs = milliseconds;
    notifyAll();
  }

  private synchronized int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    try {
      awaitBytes();
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
    if (filled == 0) {
      return -1;
    }
    var count = Math.min(Math.min(length, filled), ring.length - start);
    System.arraycopy(ring, start, target, offset, count);
    start = (start + count) % ring.length;
    filled -= count;
    notifyAll();
    return count;
  }

  private synchronized void awaitBytes() throws IOException, InterruptedException {
    var begin = System.nanoTime();
    while (filled == 0 && !writerClosed) {
      if (readerClosed) {
        throw new IOException("the stream is closed");
      }
      var limit = readTimeoutMs;
      var left = limit - (System.nanoTime() - begin) / 1_000_000;
      if (limit > 0 && left <= 0) {
        throw new InterruptedIOException("nothing came for " + limit + " ms");
      }
      wait(limit > 0 ? left : 0);
    }
  }

  private synchronized void write(byte[] source, int offset, int length) throws IOException {
    var done = 0;
    while (done < length) {
      try {
        awaitSpace();
      } catch (InterruptedException interrupted) {
        throw interrupted(interrupted);
      }
      var end = (start + filled) % ring.length;
      var count = Math.min(Math.min(length - done, ring.length - filled), ring.length - end);
      System.arraycopy(source, offset + done, ring, end, count);
      filled += count;
      done += count;
      notifyAll();
    }
  }

  private synchronized void awaitSpace() throws IOException, InterruptedException {
    while (filled == ring.length && !readerClosed && !writerClosed) {
      wait();
    }
    if (readerClosed || writerClosed) {
      throw new IOException("the stream is closed");
    }
  }

  private static IOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted", cause);
  }

  private synchronized void closeWriter() {
    writerClosed = true;
    notifyAll();
  }

  private synchronized void closeReader() {
    readerClosed = true;
    notifyAll();
  }

  private synchronized int buffered() {
    return filled;
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return Pipe.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, target.length);
      return Pipe.this.read(target, offset, length);
    }

    @Override
    public int available() {
      return buffered();
    }

    @Override
    public void close() {
      closeReader();
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      Pipe.this.write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, source.length);
      Pipe.this.write(source, offset, length);
    }

    @Override
    public void close() {
      closeWriter();
    }
  }
}
