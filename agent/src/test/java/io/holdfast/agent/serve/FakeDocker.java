package io.holdfast.agent.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// A container engine on a unix socket: lists its containers and tells when they change.
final class FakeDocker implements AutoCloseable {
  final Path socket;
  final Path pidFile;
  private final ServerSocketChannel server;
  private final List<SocketChannel> watchers = new CopyOnWriteArrayList<>();
  private volatile List<String> containers = List.of();

  FakeDocker(Path folder) throws IOException {
    socket = folder.resolve("docker.sock");
    pidFile = folder.resolve("docker.pid");
    Files.writeString(pidFile, ProcessHandle.current().pid() + "\n");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::serve);
  }

  DockerSocket client() {
    return new DockerSocket(socket, pidFile);
  }

  static String container(String id, String service, int port) {
    return """
        {"Id":"%s","Labels":{"holdfast.service":"%s","holdfast.port":"%d","holdfast.health":"/ok"}}"""
        .formatted(id, service, port);
  }

  /// Runs exactly these from now on and tells the watchers.
  void runs(String... now) throws IOException {
    containers = List.of(now);
    for (var watcher : watchers) {
      watcher.write(bytes("2\r\n{}\r\n1\r\n\n\r\n"));
    }
  }

  private void serve() {
    try {
      while (true) {
        var client = server.accept();
        Thread.ofVirtual().start(() -> answer(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void answer(SocketChannel client) {
    try {
      var reader =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
      var line = reader.readLine();
      if (line != null && line.startsWith("GET /events?")) {
        client.write(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
        watchers.add(client);
        return;
      }
      var body = containers.stream().collect(Collectors.joining(",", "[", "]"));
      client.write(
          bytes("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));
      client.close();
    } catch (IOException gone) {
      // The client gave up.
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var watcher : watchers) {
      watcher.close();
    }
  }
}
