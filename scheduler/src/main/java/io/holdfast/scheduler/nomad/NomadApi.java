package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Refusal;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiAsk.Endpoint;
import io.holdfast.scheduler.raft.RaftApi;
import io.holdfast.scheduler.raft.RaftProduct;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.SecretNames;
import io.holdfast.templates.text.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Asks one host's own Nomad process over its loopback HTTPS port, with the management token.
///
/// Source of paths and fields: the HTTP API reference of Nomad, read again from 2.0.5.
public final class NomadApi implements RaftApi {
  public static final RaftProduct RAFT =
      new RaftProduct("nomad", "Nomad", Layout.NOMAD_SERVER_PORT, Layout.NOMAD_UNIT, NomadApi::new);

  static final Endpoint HTTPS = new Endpoint.Https(Layout.NOMAD_HTTPS_PORT, "localhost");
  static final String TOKEN_HEADER = "X-Nomad-Token";
  static final String MANAGEMENT = SecretNames.NOMAD_MANAGEMENT_TOKEN;
  private static final int TIMEOUT_MS = 4_000;
  private static final String PROBE = "holdfast/probe";
  private static final String PROBE_ITEM = "probe";

  private final Inquiry inquiry;

  NomadApi(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  @Override
  public Inquiry inquiry() {
    return inquiry;
  }

  String requiredServer() {
    return anyServer()
        .orElseThrow(() -> Refusal.silent("No Nomad server knows a leader.", inquiry.raw()));
  }

  @Override
  public Reply get(String host, String path) {
    return asked(host, path, ask -> ask);
  }

  /// What is or was placed on one worker, by its id, in all namespaces. The list, because a
  /// worker's own allocations come with their whole jobs, and what a job hands to its tasks is
  /// nobody's business here.
  Reply allocationsOn(String server, String workerId) {
    var filter = encoded("NodeID == \"" + workerId + "\"");
    return get(server, "/v1/allocations?namespace=*&filter=" + filter);
  }

  /// Ids of jobs that other jobs started hold slashes.
  Reply job(String server, String id, String namespace) {
    return get(server, "/v1/job/" + encoded(id) + "?namespace=" + encoded(namespace));
  }

  /// The job that stands for a service of the vendor.
  Reply service(String server, String name) {
    return get(server, "/v1/job/" + name);
  }

  Reply deployments(String server, String name) {
    return get(server, "/v1/job/" + name + "/deployments");
  }

  Reply allocationsOf(String server, String name) {
    return get(server, "/v1/job/" + name + "/allocations");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  Reply put(String host, String path, Object body) {
    return asked(host, path, ask -> ask.withBody("PUT", Json.write(body)));
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
    return new Self(
        self.at("config", "Server", "Enabled").isTrue(),
        self.at("config", "Version", "Version").text(),
        self.at("member", "Tags", "id").text(),
        self.at("stats", "raft"));
  }

  /// An entry among the variables: they are kept by the same log as everything else.
  @Override
  public Reply writeProbe(String host, String value) {
    return put(host, "/v1/var/" + PROBE, variable(PROBE, Map.of(PROBE_ITEM, value)));
  }

  @Override
  public String readProbe(String host) {
    return get(host, "/v1/var/" + PROBE + "?stale").json().at("Items", PROBE_ITEM).text();
  }

  static Map<String, Object> variable(String path, Map<String, String> items) {
    return Map.of("Path", path, "Items", items);
  }

  /// Nomad has it since 1.7.0.
  @Override
  public Reply handOver(String host, String nodeId) {
    return put(host, "/v1/operator/raft/transfer-leadership?id=" + nodeId, Map.of());
  }
}
