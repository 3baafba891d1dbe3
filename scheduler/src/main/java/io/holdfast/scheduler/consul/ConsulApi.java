package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.port.ApiAsk.Endpoint;
import io.holdfast.scheduler.raft.RaftProduct;
import io.holdfast.scheduler.raft.SecuredApi;
import io.holdfast.templates.render.Layout;

/// What is Consul's own about asking it. Source of paths and fields: its HTTP API reference.
public final class ConsulApi extends SecuredApi {
  public static final RaftProduct RAFT =
      new RaftProduct(
          "consul", "Consul", Layout.CONSUL_SERVER_PORT, Layout.CONSUL_UNIT, ConsulApi::new);

  static final String MANAGEMENT = "consul.token.management";
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
