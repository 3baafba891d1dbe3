package io.holdfast.scheduler.gate;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is kept of an answer. A product's own settings are long, say nothing about its health, and
/// may hold what a vendor keeps to itself; what a job or a service hands to its tasks may be a
/// password.
final class Kept {
  private static final List<String> OF_A_JOB =
      List.of("ID", "Namespace", "Status", "Stop", "Type", "Version");

  /// Only a text with one of these names in it is looked at more closely.
  private static final List<String> SUSPICIOUS =
      List.of("\"ContainerSpec\"", "\"DebugConfig\"", "\"TaskGroups\"", "\"config\"");

  /// What tasks get, in Nomad's words and in Docker's.
  private static final Set<String> HANDED_TO_TASKS =
      Set.of("Args", "Command", "Config", "Env", "Healthcheck", "Labels", "Meta", "Templates");

  private Kept() {}

  static String of(Reply reply) {
    var text = reply.body().strip();
    if (SUSPICIOUS.stream().noneMatch(text::contains)) {
      return text;
    }
    var tree = reply.json().tree();
    if (tree.isMissingNode() && text.contains("\"Env\"")) {
      return "what cannot be read, " + text.length() + " characters";
    }
    return without(tree) ? tree.toString() : text;
  }

  /// Whether anything was taken away.
  private static boolean without(JsonNode tree) {
    if (tree.isArray()) {
      return withoutTasks(tree);
    }
    return tree instanceof ObjectNode self && withoutAny(self);
  }

  /// All of it, whatever the first one took.
  private static boolean withoutAny(ObjectNode self) {
    var settings = withoutSettings(self);
    var groups = withoutGroups(self);
    var tasks = withoutTasks(self);
    return settings || groups || tasks;
  }

  /// Of an agent's settings only the version stays, and whether it is a server.
  private static boolean withoutSettings(ObjectNode self) {
    var changed = self.remove("DebugConfig") != null;
    if (self.get("config") instanceof ObjectNode config && config.has("Version")) {
      var server = config.path("Server").path("Enabled").asBoolean(false);
      config.retain("Version");
      config.putObject("Server").put("Enabled", server);
      changed = true;
    }
    return changed;
  }

  /// A job of Nomad.
  private static boolean withoutGroups(ObjectNode self) {
    if (!self.has("TaskGroups")) {
      return false;
    }
    self.retain(OF_A_JOB);
    return true;
  }

  /// A service or a task of Docker, wherever it stands in a list.
  private static boolean withoutTasks(JsonNode tree) {
    var changed = false;
    if (tree.get("ContainerSpec") instanceof ObjectNode container) {
      container.remove(HANDED_TO_TASKS);
      changed = true;
    }
    for (var inner : tree) {
      if (inner.isContainer() && withoutTasks(inner)) {
        changed = true;
      }
    }
    return changed;
  }
}
