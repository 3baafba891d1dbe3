package io.holdfast.bundle.release;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A forward proxy on loopback that opens tunnels, and wants a login where it is given one.
final class ForwardProxy implements AutoCloseable {
  private final ServerSocket door;
  private final Optional<String> login;
  private final List<String> tunnels = new CopyOnWriteArrayList<>();

  /// A proxy.
  ///
  /// @param login the value of `Proxy-Authorization` that it wants
  ForwardProxy(Optional<String> login) throws IOException {
    this.login = login;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /// Where the tunnels that were opened lead, like `127.0.0.1:40000`.
  List<String> tunnels() {
    return List.copyOf(tunnels);
  }

  String address() {
    return "127.0.0.1:" + door.getLocalPort();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        var client = door.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      var reader =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1), 1);
      var head = new ArrayList<String>();
      for (var line = reader.readLine();
          line != null && !line.isEmpty();
          line = reader.readLine()) {
        head.add(line);
      }
      if (head.isEmpty() || !head.getFirst().startsWith("CONNECT ")) {
        say(client, "HTTP/1.1 405 Method Not Allowed");
      } else if (login.isPresent() && !authorised(head)) {
        say(
            client,
            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"");
      } else {
        tunnel(client, head.getFirst().split(" ")[1]);
      }
    } catch (IOException gone) {
      // The client has what it wanted, or not.
    }
  }

  private boolean authorised(List<String> head) {
    return head.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("proxy-authorization:"))
        .anyMatch(line -> line.endsWith(login.orElseThrow()));
  }

  private static void say(Socket client, String status) throws IOException {
    client
        .getOutputStream()
        .write((status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private void tunnel(Socket client, String target) throws IOException {
    tunnels.add(target);
    var parts = target.split(":");
    try (var server = new Socket(parts[0], Integer.parseInt(parts[1]))) {
      client
          .getOutputStream()
          .write(
              "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      var back = Thread.ofVirtual().start(() -> copy(server, client));
      copy(client, server);
      back.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException gone) {
      // The other direction ends too.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
