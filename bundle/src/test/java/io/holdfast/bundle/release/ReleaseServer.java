package io.holdfast.bundle.release;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/// A download server on loopback, over TLS, that can be told to misbehave in one way for each path.
final class ReleaseServer implements AutoCloseable {
  /// One way to answer.
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpsServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  ReleaseServer(SSLContext tls) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var range = exchange.getRequestHeaders().getFirst("Range");
      asked.add(path + (range == null ? "" : " " + range));
      var answer = answers.getOrDefault(path, to -> to.sendResponseHeaders(404, -1));
      answer.to(exchange);
    }
  }

  URI address(String path) {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  int port() {
    return server.getAddress().getPort();
  }

  /// The paths asked for so far, each with its range.
  List<String> asked() {
    return List.copyOf(asked);
  }

  void forget() {
    asked.clear();
  }

  void answer(String path, Answer answer) {
    answers.put(path, answer);
  }

  /// Serves a file as a good server does, from any offset.
  void serve(String path, byte[] content) {
    answer(path, exchange -> whole(exchange, content));
  }

  private static void whole(HttpExchange exchange, byte[] content) throws IOException {
    var range = exchange.getRequestHeaders().getFirst("Range");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
    if (from >= content.length && from > 0) {
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
    exchange.getResponseBody().write(content, from, content.length - from);
  }

  /// Promises all and ends after a part of what is left, each time.
  void breakOff(String path, byte[] content, int each) {
    answer(
        path,
        exchange -> {
          var range = exchange.getRequestHeaders().getFirst("Range");
          int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
          if (content.length - from <= each) {
            whole(exchange, content);
            return;
          }
          if (from > 0) {
            exchange
                .getResponseHeaders()
                .add(
                    "Content-Range",
                    "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
          }
          exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
          exchange.getResponseBody().write(content, from, each);
          exchange.getResponseBody().flush();
        });
  }

  void redirect(String path, String location) {
    answer(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Location", location);
          exchange.sendResponseHeaders(302, -1);
        });
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
