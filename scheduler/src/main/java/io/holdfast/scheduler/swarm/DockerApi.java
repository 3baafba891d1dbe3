package io.holdfast.scheduler.swarm;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiAsk.Endpoint;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Asks one host's own Docker engine on its socket. Paths carry no API version: each engine then
/// speaks its own, which is how one program serves hosts at two versions during an upgrade.
final class DockerApi {
  static final Endpoint SOCKET = new Endpoint.UnixHttp("/var/run/docker.sock");
  private static final int TIMEOUT_MS = 4_000;

  /// Entering a swarm waits for the leader, up to 20 s by the engine's own limit.
  private static final int LONG_TIMEOUT_MS = 45_000;

  private final Inquiry inquiry;

  DockerApi(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  Inquiry inquiry() {
    return inquiry;
  }

  Reply get(String host, String path) {
    return inquiry.ask(ApiAsk.get(host, SOCKET, path).withTimeoutMs(TIMEOUT_MS));
  }

  /// For answers that hold secrets: they are not kept.
  Reply getUnkept(String host, String path) {
    return inquiry.askUnkept(ApiAsk.get(host, SOCKET, path).withTimeoutMs(TIMEOUT_MS));
  }

  Reply post(String host, String path, String json) {
    return post(host, path, json, ask -> ask);
  }

  Reply post(String host, String path, String json, UnaryOperator<ApiAsk> change) {
    var ask =
        ApiAsk.get(host, SOCKET, path)
            .withHeader("Content-Type", "application/json")
            .withTimeoutMs(LONG_TIMEOUT_MS)
            .withBody("POST", json);
    return inquiry.ask(change.apply(ask));
  }

  Reply delete(String host, String path) {
    return inquiry.ask(
        ApiAsk.get(host, SOCKET, path).withMethod("DELETE").withTimeoutMs(TIMEOUT_MS));
  }

  /// A `filters` query such as `?filters={"label":["a=b"]}`.
  static String filters(Map<String, List<String>> filters) {
    var json = io.holdfast.templates.text.Json.write(filters);
    return "?filters=" + URLEncoder.encode(json, StandardCharsets.UTF_8);
  }
}
