package io.holdfast.installer.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// Takes every connection, says nothing, and hangs up once it is told to.
public final class HungUpServer implements AutoCloseable {
  private final ServerSocket listener;
  private final List<Socket> taken = new CopyOnWriteArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);

  private HungUpServer(ServerSocket listener) {
    this.listener = listener;
  }

  public static HungUpServer start() {
    try {
      var server = new HungUpServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().start(server::take);
      return server;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void take() {
    try {
      while (true) {
        var socket = listener.accept();
        taken.add(socket);
        Thread.ofVirtual().start(() -> hangUp(socket));
      }
    } catch (IOException over) {
      released.countDown();
    }
  }

  private void hangUp(Socket socket) {
    try (socket) {
      released.await();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /// How many connections came so far.
  public int taken() {
    return taken.size();
  }

  /// From now on everybody is hung up on.
  public void release() {
    released.countDown();
  }

  /// The way to this server, or through it.
  public SshAccess access(boolean isJump) {
    return new SshAccess(
        "ops",
        isJump ? 22 : port(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Path.of("/dev/null"),
        isJump ? Optional.of(new SshAccess.Jump("127.0.0.1", "ops", port())) : Optional.empty());
  }

  @Override
  public void close() throws IOException {
    listener.close();
    release();
  }
}
