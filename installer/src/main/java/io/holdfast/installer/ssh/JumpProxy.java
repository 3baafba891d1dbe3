package io.holdfast.installer.ssh;

import com.jcraft.jsch.Proxy;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SocketFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/// Stands in for the socket of a session: a stream that the jump host opens to the target.
final class JumpProxy implements Proxy {
  private static final int BUFFER = 1 << 21;

  private final Session jump;
  private final Pipe pipe = new Pipe(BUFFER);
  private @Nullable Duplex stream;

  JumpProxy(Session jump) {
    this.jump = jump;
  }

  @Override
  public void connect(@Nullable SocketFactory factory, String host, int port, int timeoutMs)
      throws IOException {
    pipe.limitReads(timeoutMs);
    stream = HostConnection.forward(jump, host, port, pipe);
  }

  /// From now on silence of this length makes the session send a keep-alive.
  void keepAliveEvery(int milliseconds) {
    pipe.limitReads(milliseconds);
  }

  @Override
  public InputStream getInputStream() {
    return opened().input();
  }

  @Override
  public OutputStream getOutputStream() {
    return opened().output();
  }

  /// There is no socket; the library asks only to set time limits, which the pipe keeps itself.
  @Override
  public @Nullable Socket getSocket() {
    return null;
  }

  @Override
  public void close() {
    if (stream != null) {
      stream.close();
    }
  }

  private Duplex opened() {
    if (stream == null) {
      throw new IllegalStateException("not connected");
    }
    return stream;
  }
}
