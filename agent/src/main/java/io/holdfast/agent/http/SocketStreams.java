package io.holdfast.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// A stream socket as a pair of streams. Reading and writing at the same time from two threads is
/// fine.
public final class SocketStreams implements AutoCloseable {
  private final SocketChannel channel;

  private SocketStreams(SocketChannel channel) {
    this.channel = channel;
  }

  public static SocketStreams connect(Path socket) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new SocketStreams(channel);
    } catch (IOException refused) {
      channel.close();
      throw refused;
    }
  }

  /// Takes over a connected channel in blocking mode.
  public static SocketStreams over(SocketChannel channel) {
    return new SocketStreams(channel);
  }

  public InputStream input() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int from, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(target, from, length));
      }
    };
  }

  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        var buffer = ByteBuffer.wrap(bytes, from, length);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    };
  }

  /// Tells the peer that nothing more comes.
  public void endOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
