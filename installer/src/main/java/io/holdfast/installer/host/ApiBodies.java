package io.holdfast.installer.host;

import io.holdfast.agent.http.HttpCall;
import io.holdfast.agent.http.HttpResult;
import io.holdfast.agent.http.HttpWire;
import io.holdfast.scheduler.host.RehearsalAnswer;
import io.holdfast.scheduler.host.RehearsalOrder;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiFiles;
import io.holdfast.scheduler.port.SecretSource;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/// Carries whole states of products between their interfaces and a folder, as they flow: their size
/// is limited by the disk, not by memory.
public final class ApiBodies implements ApiFiles {
  private static final int LARGEST_TEXT = 1 << 20;

  private final ApiDoor door;
  private final SecretSource secrets;
  private final BodyFolder folder;

  public ApiBodies(ApiDoor door, SecretSource secrets, BodyFolder folder) {
    this.door = door;
    this.secrets = secrets;
    this.folder = folder;
  }

  @Override
  public ApiAnswer fetch(ApiAsk ask, String name) {
    return door.through(
        ask,
        (input, output) -> {
          var flowing = new HttpWire(input, output).begin(call(ask, secrets));
          try (var body = flowing.body()) {
            var text = "";
            if (flowing.head().isSuccess()) {
              folder.write(name, body);
            } else {
              text = new String(body.readNBytes(LARGEST_TEXT), StandardCharsets.UTF_8);
            }
            return new ApiAnswer(flowing.head().status(), flowing.head().headers(), text);
          }
        });
  }

  @Override
  public ApiAnswer send(ApiAsk ask, String name) {
    try (var content = folder.open(name)) {
      var length = folder.length(name);
      var raw = call(ask.withHeader("Content-Type", "application/octet-stream"), secrets);
      return door.through(
          ask,
          (input, output) ->
              answer(new HttpWire(input, output).exchange(raw, content, length, LARGEST_TEXT)));
    } catch (IOException unreadable) {
      throw Problem.of(ProblemId.FILE_NOT_READABLE, "The saved state " + name + " cannot be read")
          .withEvidence(String.valueOf(unreadable.getMessage()))
          .asException();
    }
  }

  static ApiAnswer answer(HttpResult result) {
    return new ApiAnswer(result.status(), result.head().headers(), result.body());
  }

  /// The request with its secrets in place.
  static HttpCall call(ApiAsk ask, SecretSource secrets) {
    var headers = new TreeMap<>(ask.headers());
    ask.token()
        .ifPresent(
            token -> headers.put(token.header(), secrets.secret(token.secretName()).reveal()));
    var body = ask.resolvedBody(secrets).map(Secret::reveal).orElse("");
    if (!body.isEmpty()) {
      headers.putIfAbsent("Content-Type", "application/json");
    }
    return new HttpCall(ask.method(), ask.pathAndQuery(), headers, body);
  }

  @Override
  public InputStream open(String name) throws IOException {
    return folder.open(name);
  }

  @Override
  public String keep(String name, String about) {
    return folder.keep(name, about);
  }

  @Override
  public RehearsalAnswer rehearse(String host, RehearsalOrder order, String name) {
    return folder.rehearse(host, order, secrets.secret(order.token()), name);
  }

  @Override
  public void remove(String name) {
    folder.remove(name);
  }
}
