package io.holdfast.airgap.registry;

import com.sun.net.httpserver.HttpExchange;
import io.holdfast.bundle.format.Bytes;
import io.holdfast.templates.text.Json;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// What the registry says to one request.
sealed interface RegistryReply {
  Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");

  /// A short document.
  record Document(int status, String type, Map<String, String> headers, Bytes body)
      implements RegistryReply {}

  /// A content of the store, whole or in part.
  record Content(Path file, String digest) implements RegistryReply {}

  static Document json(Object body) {
    return new Document(200, "application/json", Map.of(), Bytes.of(Json.canonical(body)));
  }

  /// An error in the words of the OCI distribution specification.
  static Document error(int status, String code, String message) {
    var body = Map.of("errors", List.of(Map.of("code", code, "message", message)));
    return new Document(status, "application/json", Map.of(), Bytes.of(Json.canonical(body)));
  }

  default void send(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Docker-Distribution-Api-Version", "registry/2.0");
    switch (this) {
      case Document document -> document(exchange, document);
      case Content content -> content(exchange, content);
    }
  }

  private static void document(HttpExchange exchange, Document document) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", document.type);
    document.headers.forEach(headers::set);
    if (begin(exchange, document.status, document.body.size())) {
      exchange.getResponseBody().write(document.body.toArray());
    }
  }

  private static void content(HttpExchange exchange, Content content) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/octet-stream");
    headers.set("Docker-Content-Digest", content.digest);
    headers.set("Accept-Ranges", "bytes");
    try (var channel = FileChannel.open(content.file, StandardOpenOption.READ)) {
      long size = channel.size();
      var range = exchange.getRequestHeaders().getFirst("Range");
      var match = RANGE.matcher(range == null ? "" : range);
      if (!match.matches()) {
        copy(exchange, channel, 200, 0, size);
        return;
      }
      long from = Long.parseLong(match.group(1));
      long last = match.group(2).isEmpty() ? size - 1 : Long.parseLong(match.group(2));
      if (from >= size || last < from) {
        headers.set("Content-Range", "bytes */" + size);
        error(416, "RANGE_INVALID", "the content has " + size + " bytes").send(exchange);
        return;
      }
      last = Math.min(last, size - 1);
      headers.set("Content-Range", "bytes " + from + "-" + last + "/" + size);
      copy(exchange, channel, 206, from, last - from + 1);
    }
  }

  private static void copy(
      HttpExchange exchange, FileChannel channel, int status, long from, long count)
      throws IOException {
    if (!begin(exchange, status, count)) {
      return;
    }
    var out = Channels.newChannel(exchange.getResponseBody());
    long done = 0;
    while (done < count) {
      long step = channel.transferTo(from + done, Math.min(1 << 20, count - done), out);
      if (step <= 0) {
        throw new IOException("the content became shorter");
      }
      done += step;
    }
  }

  /// Sends the head and says whether a body follows.
  private static boolean begin(HttpExchange exchange, int status, long length) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
      exchange.sendResponseHeaders(status, -1);
      return false;
    }
    exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
    return length > 0;
  }
}
