package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiAsk.Endpoint;
import java.util.function.UnaryOperator;

/// Asks one host's own Consul process over its loopback HTTPS port, with the management token.
///
/// Consul holds a request back for up to 7 s while there is no leader; the limit here is shorter,
/// so that a leaderless cluster reads as silence and not as a hang.
final class ConsulApi {
  static final Endpoint HTTPS = new Endpoint.Https(8501, "localhost");
  static final String TOKEN_HEADER = "X-Consul-Token";
  static final String MANAGEMENT = "consul.token.management";
  static final int SERVER_PORT = 8300;
  private static final int TIMEOUT_MS = 4_000;

  private final Inquiry inquiry;

  ConsulApi(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  Reply get(String host, String path) {
    return asked(host, path, ask -> ask);
  }

  Reply put(String host, String path, String body) {
    return asked(host, path, ask -> ask.withBody("PUT", body));
  }

  Reply post(String host, String path) {
    return asked(host, path, ask -> ask.withMethod("POST"));
  }

  Reply delete(String host, String path) {
    return asked(host, path, ask -> ask.withMethod("DELETE"));
  }

  /// For answers that hold a secret: they are not kept.
  Reply unkept(String host, String path, String token, UnaryOperator<ApiAsk> change) {
    return inquiry.askUnkept(change.apply(plain(host, path)).withToken(TOKEN_HEADER, token));
  }

  /// Without a token: what everybody may ask, also before access control is set up.
  Reply open(String host, String path) {
    return inquiry.ask(plain(host, path));
  }

  private Reply asked(String host, String path, UnaryOperator<ApiAsk> change) {
    return inquiry.ask(change.apply(plain(host, path)).withToken(TOKEN_HEADER, MANAGEMENT));
  }

  private static ApiAsk plain(String host, String path) {
    return ApiAsk.get(host, HTTPS, path).withTimeoutMs(TIMEOUT_MS);
  }

  /// A text body such as `"10.0.0.1:8300"` without its quotes.
  static String unquoted(Reply reply) {
    return reply.isSuccess() ? reply.json().text() : "";
  }
}
