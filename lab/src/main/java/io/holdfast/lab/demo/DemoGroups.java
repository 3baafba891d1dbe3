package io.holdfast.lab.demo;

import io.holdfast.installer.run.RunFolder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The groups of an upgrade as the program reported them, with what its journal and the observer
/// say of each.
final class DemoGroups {
  private DemoGroups() {}

  /// `run` is what the program kept of the upgrade on this machine.
  static List<DemoResult.GroupRun> of(
      JsonNode result, Map<String, Integer> maxDown, RunFolder run) {
    var leaderNotLast = LeaderLast.brokenIn(run.plan().orElseThrow(), run.records());
    var groups = new ArrayList<DemoResult.GroupRun>();
    for (var group : result.path("groups")) {
      var path = group.path("path").asString("");
      groups.add(
          new DemoResult.GroupRun(
              group.path("component").asString(""),
              path.substring(path.lastIndexOf('/') + 1),
              group.path("leaderBefore").asString(""),
              order(group),
              moved(group.path("leaderMoved")),
              !leaderNotLast.contains(path),
              maxDown.getOrDefault(path, 0),
              group.path("outcome").asString("")));
    }
    return groups;
  }

  private static List<String> order(JsonNode group) {
    var order = new ArrayList<String>();
    group.path("order").forEach(host -> order.add(host.asString()));
    return order;
  }

  private static Optional<DemoResult.LeaderMove> moved(JsonNode node) {
    return node.path("to").isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new DemoResult.LeaderMove(
                node.path("to").asString(),
                Instant.ofEpochMilli(node.path("at").asLong()).toString()));
  }
}
