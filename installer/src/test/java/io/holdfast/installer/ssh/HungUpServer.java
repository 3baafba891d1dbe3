package io.holdfast.installer.ssh;

import io.holdfast.installer.run.SiteSession;
import io.holdfast.templates.site.SiteReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
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
    var way = isJump ? "jump: {address: 127.0.0.1, port: %d}" : "port: %d";
    var site =
        """
        site: acme
        access: {user: ops, passwordFile: /dev/null, knownHosts: /dev/null, %s}
        vault: {keyFile: vault.key}
        hosts: [{name: s1, address: 10.0.0.1, roles: [server, worker, lb]}]
        """
            .formatted(way.formatted(port()));
    var access = SiteReader.read("site.yaml", site).access();
    return SiteSession.sshAccess(access, Path.of("/"));
  }

  @Override
  public void close() throws IOException {
    listener.close();
    release();
  }
}
