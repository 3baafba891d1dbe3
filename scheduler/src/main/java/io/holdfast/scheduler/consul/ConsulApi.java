package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiAsk.Endpoint;
import io.holdfast.scheduler.raft.RaftApi;
import io.holdfast.scheduler.raft.RaftProduct;
import io.holdfast.templates.render.Layout;
import java.util.function.UnaryOperator;

/// Asks one host's own Consul process over its loopback HTTPS port, with the management token.
///
/// Consul holds a request back for up to 7 s while there is no leader; the limit here is shorter,
/// so that a leaderless cluster reads as silence and not as a hang.
public final class ConsulApi implements RaftApi {
  public static final RaftProduct RAFT =
      new RaftProduct(
          "consul", "Consul", Layout.CONSUL_SERVER_PORT, Layout.CONSUL_UNIT, ConsulApi::new);

  static final Endpoint HTTPS = new Endpoint.Https(Layout.CONSUL_HTTPS_PORT, "localhost");
  static final String TOKEN_HEADER = "X-Consul-Token";
  static final String MANAGEMENT = "consul.token.management";
  private static final String PROBE = "/v1/kv/holdfast/probe";
  private static final int TIMEOUT_MS = 4_000;

  private final Inquiry inquiry;

  ConsulApi(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  @Override
  public Inquiry inquiry() {
    return inquiry;
  }

  String requiredServer() {
    return anyServer()
        .orElseThrow(() -> Refusal.silent("No Consul server knows a leader.", inquiry.raw()));
  }

  @Override
  public Reply get(String host, String path) {
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

  @Override
  public Reply open(String host, String path) {
    return inquiry.ask(plain(host, path));
  }

  private Reply asked(String host, String path, UnaryOperator<ApiAsk> change) {
    return inquiry.ask(change.apply(plain(host, path)).withToken(TOKEN_HEADER, MANAGEMENT));
  }

  private static ApiAsk plain(String host, String path) {
    return ApiAsk.get(host, HTTPS, path).withTimeoutMs(TIMEOUT_MS);
  }

  @Override
  public Self process(Body self) {
    var config = self.at("Config");
    return new Self(
        config.at("Server").isTrue(),
        config.at("Version").text(),
        config.at("NodeID").text(),
        self.at("Stats", "raft"));
  }

  @Override
  public Reply writeProbe(String host, String value) {
    return put(host, PROBE, value);
  }

  @Override
  public String readProbe(String host) {
    return get(host, PROBE + "?raw&stale").body();
  }

  @Override
  public Reply handOver(String host, String nodeId) {
    return post(host, "/v1/operator/raft/transfer-leader?id=" + nodeId);
  }
}
