package io.holdfast.agent.rehearsal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.scheduler.gate.Body;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/// The few calls of Nomad that a rehearsal makes, as a program: `VERSION MODE agent -config=FILE`.
/// A state is a list of policies, one in a line.
final class FakeProduct {
  private static final int FORBIDDEN = 403;
  private static final int MANY = 1_000_000;

  private final String version;
  private final String mode;
  private final Path data;
  private String token = "";

  private FakeProduct(String version, String mode, Path data) {
    this.version = version;
    this.mode = mode;
    this.data = data;
  }

  public static void main(String[] arguments) throws IOException {
    var file = Path.of(arguments[3].substring(arguments[3].indexOf('=') + 1));
    var config = Body.of(Files.readString(file));
    var data = Path.of(config.at("data_dir").text()).resolve("state");
    var port = (int) config.at("ports", "http").number();
    new FakeProduct(arguments[0], arguments[1], data).serve(port);
  }

  private void serve(int port) throws IOException {
    if (mode.equals("dies") && Files.exists(data)) {
      System.out.println("panic: what is this entry, " + Files.readString(data).strip());
      System.exit(1);
    }
    if (mode.equals("starves") && Files.exists(data)) {
      new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
      return;
    }
    if (mode.equals("hangs") && Files.exists(data)) {
      Files.createFile(data.resolveSibling("late"));
      LockSupport.parkUntil(Long.MAX_VALUE);
    }
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var body = exchange.getRequestBody().readNBytes(MANY);
      if (path.equals("/v1/acl/bootstrap")) {
        token = Body.of(text(body)).at("BootstrapSecret").text();
        say(exchange, 200, "{}");
      } else if (!isKnown(exchange)) {
        say(exchange, FORBIDDEN, "Permission denied");
      } else if (mode.equals("locks out") && Files.exists(data)) {
        Files.writeString(data.resolveSibling("late"), "");
        say(exchange, FORBIDDEN, "ACL token not found");
      } else if (path.equals("/v1/operator/snapshot")) {
        restore(exchange, text(body));
      } else {
        say(exchange, 200, told(path));
      }
    }
  }

  /// A state knows the site's token.
  private boolean isKnown(HttpExchange exchange) {
    var shown =
        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("X-Nomad-Token"), "");
    return Files.exists(data)
        ? shown.equals("of-the-site")
        : !token.isEmpty() && shown.equals(token);
  }

  private void restore(HttpExchange exchange, String state) throws IOException {
    if (mode.equals("full")) {
      say(exchange, 500, "write snapshot: no space left on device");
    } else if (state.startsWith("policy")) {
      Files.writeString(data, state);
      say(exchange, 200, "");
    } else {
      say(exchange, 500, "failed to read snapshot");
    }
  }

  private String told(String path) throws IOException {
    return switch (path) {
      case "/v1/agent/self" ->
          "{\"config\":{\"Version\":{\"Version\":\""
              + version
              + "\"},\"Server\":{\"Enabled\":true}}}";
      case "/v1/acl/policies" -> "[" + "{},".repeat(policies()) + "{}]";
      default -> "[]";
    };
  }

  /// One less than lines, as one is there anyway.
  private int policies() throws IOException {
    var lines = Files.exists(data) ? Files.readAllLines(data).size() : 1;
    return lines - 1 - (mode.equals("forgets") && lines > 1 ? 1 : 0);
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static void say(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
