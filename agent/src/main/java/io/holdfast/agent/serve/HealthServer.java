package io.holdfast.agent.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// `/health` and `/metrics` on the loopback address.
///
/// `/health` answers 200 as long as the process works; `status` is `ok` or `degraded` with the
/// reasons.
final class HealthServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  HealthServer(InetSocketAddress address, Supplier<Health> health, Supplier<String> metrics)
      throws IOException {
    server = HttpServer.create(address, 64);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, 404, "text/plain", "not found\n"));
    server.createContext(
        "/health",
        exchange -> answer(exchange, 200, "application/json", Json.write(health.get()) + "\n"));
    server.createContext(
        "/metrics", exchange -> answer(exchange, 200, "text/plain; version=0.0.4", metrics.get()));
    server.start();
  }

  /// What `/health` says.
  record Health(
      String status, String version, String siteId, String host, java.util.List<String> problems) {}

  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    try (exchange) {
      var allowed = Map.of("GET", true, "HEAD", false);
      var withBody = allowed.get(exchange.getRequestMethod());
      if (withBody == null) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      var body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, withBody ? body.length : -1);
      if (withBody) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
