package io.holdfast.scheduler.nomad;

import io.holdfast.scheduler.gate.Body;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.port.ApiAsk.Endpoint;
import io.holdfast.scheduler.raft.Consistency;
import io.holdfast.scheduler.raft.RaftProduct;
import io.holdfast.scheduler.raft.SecuredApi;
import io.holdfast.scheduler.raft.Survey;
import io.holdfast.templates.render.Layout;
import io.holdfast.templates.render.SecretNames;
import io.holdfast.templates.text.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is Nomad's own about asking it.
///
/// Source of paths and fields: the HTTP API reference of Nomad, read again from 2.0.5.
public final class NomadApi extends SecuredApi {
  public static final RaftProduct RAFT =
      new RaftProduct("nomad", "Nomad", Layout.NOMAD_SERVER_PORT, Layout.NOMAD_UNIT, NomadApi::new);

  static final String MANAGEMENT = SecretNames.NOMAD_MANAGEMENT_TOKEN;
  private static final String PROBE = "holdfast/probe";
  private static final String PROBE_ITEM = "probe";
  private static final Door DOOR =
      new Door(
          "Nomad",
          new Endpoint.Https(Layout.NOMAD_HTTPS_PORT, "localhost"),
          "X-Nomad-Token",
          MANAGEMENT,
          "/v1/operator/snapshot");

  NomadApi(Inquiry inquiry) {
    super(inquiry, DOOR);
  }

  Reply put(String host, String path, Map<String, ?> body) {
    return put(host, path, Json.write(body));
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

  /// What Nomad says about a job: `/summary`, `/deployments` or `/evaluations`.
  Reply ofJob(String server, String id, String what, String namespace) {
    return get(server, "/v1/job/" + encoded(id) + what + "?namespace=" + encoded(namespace));
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

  @Override
  public Self process(Body self) {
    return new Self(
        self.at("config", "Server", "Enabled").isTrue(),
        self.at("config", "Version", "Version").text(),
        self.at("member", "Tags", "id").text(),
        self.at("stats", "raft"));
  }

  /// Of jobs those that stay: services, and the parents of what runs at times or on demand. Nodes
  /// come and go, and so do tokens that expire and what Holdfast notes for itself.
  @Override
  public Survey survey(String host, Consistency whose) {
    var counts = new TreeMap<String, Long>();
    counts.put("aclPolicies", Survey.count(list(host, whose.in("/v1/acl/policies")), _ -> true));
    var tokens =
        unkept(
            host, whose.in("/v1/acl/tokens"), MANAGEMENT, ask -> ask.withTimeoutMs(LONG_LIST_MS));
    counts.put("aclTokens", Survey.count(tokens, token -> !token.at("ExpirationTime").isPresent()));
    counts.put("namespaces", Survey.count(list(host, whose.in("/v1/namespaces")), _ -> true));
    counts.put(
        "jobs",
        Survey.count(
            list(host, whose.in("/v1/jobs?namespace=*&filter=" + encoded("ParentID == \"\""))),
            NomadApi::stays));
    counts.put(
        "variables",
        Survey.count(
            list(host, whose.in("/v1/vars?namespace=*")),
            variable -> !variable.at("Path").text().startsWith("holdfast/")));
    return new Survey(counts);
  }

  private static boolean stays(Body job) {
    var parent = job.at("Periodic").isTrue() || job.at("ParameterizedJob").isTrue();
    var service = List.of("service", "system").contains(job.at("Type").text());
    return !job.at("Stop").isTrue() && job.at("ParentID").text().isEmpty() && (parent || service);
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
