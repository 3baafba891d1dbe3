package io.holdfast.scheduler.gate;

import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiTransport;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.ProblemId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// Answers recorded from real products, by host and request. What was never recorded does not
/// answer.
///
/// Requests are named `s1 GET /v1/status/leader`; for the text socket the command stands in place
/// of the path. A host `*` stands for every host.
public final class RecordedApi implements ApiTransport {
  private final Map<String, Function<ApiAsk, ApiAnswer>> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final List<String> bodies = new ArrayList<>();

  public RecordedApi answer(String request, String body) {
    return answer(request, 200, body);
  }

  public RecordedApi answer(String request, int status, String body) {
    return react(request, ask -> new ApiAnswer(status, new TreeMap<>(), body));
  }

  public RecordedApi react(String request, Function<ApiAsk, ApiAnswer> reaction) {
    answers.put(request, reaction);
    return this;
  }

  /// The host no longer answers anything.
  public RecordedApi silence(String host) {
    answers.keySet().removeIf(request -> request.startsWith(host + " "));
    return this;
  }

  public List<String> asked() {
    return List.copyOf(asked);
  }

  /// Everything that changes something, in order.
  public List<String> changes() {
    return asked.stream()
        .filter(request -> !request.contains(" GET ") && !request.contains(" TEXT show "))
        .toList();
  }

  /// The bodies as the product got them, secrets included.
  public List<String> bodies() {
    return List.copyOf(bodies);
  }

  @Override
  public ApiAnswer send(ApiAsk ask) {
    var body = ask.resolvedBody(Worlds::secret).map(text -> text.reveal()).orElse("");
    var text = ask.endpoint() instanceof ApiAsk.Endpoint.UnixText;
    var request = text ? "TEXT " + body : ask.method() + " " + ask.pathAndQuery();
    asked.add(ask.host() + " " + request);
    if (!text && !body.isEmpty()) {
      bodies.add(body);
    }
    var reaction = answers.getOrDefault(ask.host() + " " + request, answers.get("* " + request));
    if (reaction == null) {
      throw HoldfastException.of(ProblemId.API_SILENT, "no answer in " + ask.timeoutMs() + " ms");
    }
    return reaction.apply(ask);
  }
}
