package io.holdfast.installer.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/// A relayed stream in the shape of a socket, so that the JDK's TLS can be laid over it.
final class StreamSocket extends Socket {
  private final InputStream input;
  private final OutputStream output;
  private final Runnable ending;
  private volatile boolean isClosed;

  StreamSocket(InputStream input, OutputStream output, Runnable ending) {
    this.input = input;
    this.output = output;
    this.ending = ending;
  }

  @Override
  public InputStream getInputStream() {
    return input;
  }

  @Override
  public OutputStream getOutputStream() {
    return output;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return isClosed;
  }

  /// Time limits are kept by whoever owns the stream.
  @Override
  public void setSoTimeout(int milliseconds) {}

  @Override
  public int getSoTimeout() {
    return 0;
  }

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public synchronized void close() throws IOException {
    if (!isClosed) {
      isClosed = true;
      ending.run();
      super.close();
    }
  }
}
