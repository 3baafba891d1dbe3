package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.port.ApiAsk.Endpoint;
import io.holdfast.scheduler.raft.Consistency;
import io.holdfast.scheduler.raft.RaftProduct;
import io.holdfast.scheduler.raft.SecuredApi;
import io.holdfast.scheduler.raft.Survey;
import io.holdfast.templates.render.Layout;
import java.util.List;
import java.util.TreeMap;

/// What is Consul's own about asking it. Source of paths and fields: its HTTP API reference.
public final class ConsulApi extends SecuredApi {
  public static final RaftProduct RAFT =
      new RaftProduct(
          "consul", "Consul", Layout.CONSUL_SERVER_PORT, Layout.CONSUL_UNIT, ConsulApi::new);

  static final String MANAGEMENT = "consul.token.management";
  private static final List<String> CONFIG_ENTRIES =
      List.of(
          "proxy-defaults",
          "service-defaults",
          "service-intentions",
          "service-resolver",
          "service-router",
          "service-splitter");
  private static final String PROBE = "/v1/kv/holdfast/probe";
  private static final Door DOOR =
      new Door(
          "Consul",
          new Endpoint.Https(Layout.CONSUL_HTTPS_PORT, "localhost"),
          "X-Consul-Token",
          MANAGEMENT,
          "/v1/snapshot");

  ConsulApi(Inquiry inquiry) {
    super(inquiry, DOOR);
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

  /// Tokens that expire or belong to a login come and go, as services do.
  @Override
  public Survey survey(String host, Consistency whose) {
    var counts = new TreeMap<String, Long>();
    counts.put("aclPolicies", Survey.count(list(host, whose.in("/v1/acl/policies")), _ -> true));
    var tokens =
        unkept(
            host, whose.in("/v1/acl/tokens"), MANAGEMENT, ask -> ask.withTimeoutMs(LONG_LIST_MS));
    counts.put(
        "aclTokens",
        Survey.count(
            tokens,
            token ->
                !token.at("ExpirationTime").isPresent() && !token.at("AuthMethod").isPresent()));
    var keys = list(host, whose.in("/v1/kv/?keys&separator=/"));
    counts.put("kvTopKeys", Survey.count(keys, _ -> true));
    for (var kind : CONFIG_ENTRIES) {
      var entries = Survey.count(list(host, whose.in("/v1/config/" + kind)), _ -> true);
      counts.merge("configEntries", entries, Long::sum);
    }
    return new Survey(counts);
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
