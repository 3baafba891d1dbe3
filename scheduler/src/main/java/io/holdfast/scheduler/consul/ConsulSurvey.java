package io.holdfast.scheduler.consul;

import io.holdfast.scheduler.gate.Hosts;
import io.holdfast.scheduler.gate.Inquiry;
import io.holdfast.scheduler.gate.Reply;
import io.holdfast.scheduler.gate.World;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// How many durable things Consul holds, by kind. Counted before a change and never fewer after it:
/// a cluster can be green in every raft number and yet have lost its state. Services come and go
/// and are not counted.
public record ConsulSurvey(SortedMap<String, Long> counts) {
  private static final List<String> CONFIG_ENTRIES =
      List.of(
          "proxy-defaults",
          "service-defaults",
          "service-intentions",
          "service-resolver",
          "service-router",
          "service-splitter");

  public ConsulSurvey {
    counts = Collections.unmodifiableSortedMap(new TreeMap<String, Long>(counts));
  }

  /// Counts through the first server that answers; throws `HF-API-002` when none does.
  public static ConsulSurvey take(World world) {
    var inquiry = new Inquiry(world);
    return count(inquiry)
        .orElseThrow(
            () ->
                HoldfastException.of(
                    Problem.of(ProblemId.API_SILENT, "No Consul server tells what it holds.")
                        .withEvidence(inquiry.raw())));
  }

  /// As one line of JSON, the form in which a plan or a journal keeps it.
  public String toJson() {
    return Json.write(counts);
  }

  public static ConsulSurvey parse(String json) {
    var counts = new TreeMap<String, Long>();
    Json.readTree(json)
        .properties()
        .forEach(field -> counts.put(field.getKey(), field.getValue().asLong(0)));
    return new ConsulSurvey(counts);
  }

  static Optional<ConsulSurvey> count(Inquiry inquiry) {
    var consul = new ConsulApi(inquiry);
    for (var server : Hosts.of(inquiry.world()).servers()) {
      var policies = consul.get(server, "/v1/acl/policies");
      if (policies.isSuccess() && policies.json().isList()) {
        return Optional.of(new ConsulSurvey(countAt(consul, server, policies)));
      }
    }
    return Optional.empty();
  }

  private static SortedMap<String, Long> countAt(ConsulApi consul, String server, Reply policies) {
    var counts = new TreeMap<String, Long>(Map.of("aclPolicies", size(policies)));
    counts.put(
        "aclTokens",
        lasting(consul.unkept(server, "/v1/acl/tokens", ConsulApi.MANAGEMENT, ask -> ask)));
    counts.put("kvTopKeys", size(consul.get(server, "/v1/kv/?keys&separator=/")));
    var entries = 0L;
    for (var kind : CONFIG_ENTRIES) {
      entries += size(consul.get(server, "/v1/config/" + kind));
    }
    counts.put("configEntries", entries);
    return counts;
  }

  /// A kind that this version does not know counts as none.
  private static long size(Reply reply) {
    return reply.isSuccess() ? reply.json().list().size() : 0;
  }

  /// Tokens that expire or belong to a login come and go.
  private static long lasting(Reply tokens) {
    return tokens.json().list().stream()
        .filter(
            token -> !token.at("ExpirationTime").isPresent() && !token.at("AuthMethod").isPresent())
        .count();
  }

  /// What there is fewer of than in an earlier survey; a silent part counts as lost.
  List<String> lostSince(ConsulSurvey earlier) {
    return earlier.counts().entrySet().stream()
        .filter(before -> counts.getOrDefault(before.getKey(), 0L) < before.getValue())
        .map(
            before ->
                before.getKey()
                    + " "
                    + before.getValue()
                    + " -> "
                    + counts.getOrDefault(before.getKey(), 0L))
        .toList();
  }
}
