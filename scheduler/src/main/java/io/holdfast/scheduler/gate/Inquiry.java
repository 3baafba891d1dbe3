package io.holdfast.scheduler.gate;

import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.ProblemKind;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// One look's questions to products. It turns silence into a reply and keeps every answer word for
/// word, so that a verdict can be checked later against what the products really said.
///
/// Answers that hold secrets are asked with `askUnkept`.
public final class Inquiry {
  private static final int KEPT_CHARACTERS = 32 * 1024;

  private final World world;
  private final List<String> kept = new ArrayList<>();

  public Inquiry(World world) {
    this.world = world;
  }

  public World world() {
    return world;
  }

  public Reply ask(ApiAsk ask) {
    var reply = send(ask);
    keep(reply);
    return reply;
  }

  /// For answers that hold secrets: they stay in memory only.
  public Reply askUnkept(ApiAsk ask) {
    return send(ask);
  }

  /// Everything that was answered up to now, one block per question.
  public String raw() {
    return String.join("\n", kept);
  }

  /// Adds something that was seen in another way than by asking an API.
  public void note(String line) {
    kept.add(line);
  }

  private Reply send(ApiAsk ask) {
    var asked = describe(ask);
    try {
      ApiAnswer answer = world.api().send(ask);
      return Reply.answered(asked, answer.status(), answer.body());
    } catch (HoldfastException failure) {
      if (isSilence(failure)) {
        return Reply.silent(asked, failure.first().what());
      }
      throw failure;
    }
  }

  private static boolean isSilence(HoldfastException failure) {
    return failure.kind() == ProblemKind.UNREACHABLE || failure.has(ProblemId.API_SILENT);
  }

  private static String describe(ApiAsk ask) {
    var text = ask.endpoint() instanceof ApiAsk.Endpoint.UnixText;
    var request = text ? ask.body().map(Object::toString).orElse("") : ask.pathAndQuery();
    return ask.host() + " " + (text ? "" : ask.method() + " ") + request;
  }

  private void keep(Reply reply) {
    var outcome =
        reply
            .silence()
            .map(why -> "no answer: " + why)
            .orElseGet(() -> reply.status() + " " + body(reply));
    kept.add(reply.asked() + " -> " + outcome);
  }

  private static boolean mayHoldSettings(String text) {
    return text.contains("\"DebugConfig\"") || text.contains("\"config\"");
  }

  /// A product's own settings are long, say nothing about its health, and may hold what a vendor
  /// keeps to itself: of Nomad's only its version is kept, and whether it is a server.
  private static String body(Reply reply) {
    var text = reply.body().strip();
    if (mayHoldSettings(text) && reply.json().tree() instanceof ObjectNode self) {
      if (self.has("DebugConfig")) {
        self.remove("DebugConfig");
        text = self.toString();
      }
      if (self.get("config") instanceof ObjectNode config && config.has("Version")) {
        var server = config.path("Server").path("Enabled").asBoolean(false);
        config.retain("Version");
        config.putObject("Server").put("Enabled", server);
        text = self.toString();
      }
    }
    return text.length() <= KEPT_CHARACTERS ? text : text.substring(0, KEPT_CHARACTERS) + "…";
  }
}
