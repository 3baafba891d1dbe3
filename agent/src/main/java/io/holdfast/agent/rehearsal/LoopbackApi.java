package io.holdfast.agent.rehearsal;

import io.holdfast.agent.http.HttpCall;
import io.holdfast.agent.http.HttpResult;
import io.holdfast.agent.http.HttpWire;
import io.holdfast.scheduler.port.ApiAnswer;
import io.holdfast.scheduler.port.ApiAsk;
import io.holdfast.scheduler.port.ApiTransport;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.TreeMap;

/// The interface of the one product that is rehearsed, without TLS at a port of the loopback. It
/// knows one secret, whatever the request calls it.
record LoopbackApi(int port, Secret token) implements ApiTransport {
  private static final int CONNECT_MS = 2_000;
  private static final int LARGEST = 256 << 20;

  private interface Talk {
    HttpResult over(HttpWire wire) throws IOException;
  }

  @Override
  public ApiAnswer send(ApiAsk ask) {
    return answer(ask, wire -> wire.exchange(call(ask), LARGEST));
  }

  /// With so many bytes as the body.
  ApiAnswer send(ApiAsk ask, InputStream body, long bytes) {
    var call = call(ask.withHeader("Content-Type", "application/octet-stream"));
    return answer(ask, wire -> wire.exchange(call, body, bytes, LARGEST));
  }

  private ApiAnswer answer(ApiAsk ask, Talk talk) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
      socket.setSoTimeout(ask.timeoutMs());
      var result = talk.over(new HttpWire(socket.getInputStream(), socket.getOutputStream()));
      return new ApiAnswer(result.status(), result.head().headers(), result.body());
    } catch (IOException silent) {
      throw HoldfastException.of(
          Problem.of(ProblemId.API_SILENT, ask.pathAndQuery() + ": " + silent.getMessage()),
          silent);
    }
  }

  private HttpCall call(ApiAsk ask) {
    Map<String, String> headers = new TreeMap<>(ask.headers());
    ask.token().ifPresent(header -> headers.put(header.header(), token.reveal()));
    var body = ask.resolvedBody(_ -> token).map(Secret::reveal).orElse("");
    return new HttpCall(ask.method(), ask.pathAndQuery(), new TreeMap<>(headers), body);
  }
}
