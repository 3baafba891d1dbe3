package io.holdfast.agent.wire;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/// Reads and writes frames; lengths are checked before memory is taken.
///
/// One thread reads; any number of threads may write, each frame goes out in one piece.
final class FrameCodec {
  private final DataInputStream in;
  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();

  FrameCodec(InputStream in, OutputStream out) {
    this.in = new DataInputStream(in);
    this.out = out;
  }

  /// The next frame. A connection that ends, also in the middle of a frame, is an `EOFException`.
  Frame read() throws IOException {
    int length = in.readInt();
    if (length < Frame.HEADER || length > Frame.HEADER + Frame.MAX_PAYLOAD) {
      throw new WireFormatException(
          "frame length " + Integer.toUnsignedString(length) + " is outside its limits");
    }
    var type = Frame.Type.of(in.readUnsignedByte());
    int stream = in.readInt();
    var payload = in.readNBytes(length - Frame.HEADER);
    if (payload.length < length - Frame.HEADER) {
      throw new EOFException("connection ended inside a frame");
    }
    return new Frame(type, stream, payload);
  }

  void write(Frame.Type type, int stream, byte[] bytes, int from, int length) throws IOException {
    var frame = ByteBuffer.allocate(4 + Frame.HEADER + length);
    frame
        .putInt(Frame.HEADER + length)
        .put((byte) type.code())
        .putInt(stream)
        .put(bytes, from, length);
    writing.lock();
    try {
      out.write(frame.array());
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  void write(Frame.Type type, int stream, byte[] payload) throws IOException {
    write(type, stream, payload, 0, payload.length);
  }

  void close() {
    try (in;
        out) {
      // Closing is all there is to do.
    } catch (IOException ignored) {
      // The connection is given up either way.
    }
  }
}
