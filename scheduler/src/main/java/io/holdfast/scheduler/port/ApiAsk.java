package io.holdfast.scheduler.port;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One HTTP request to the API of a product on a host. `token` names a secret of the vault that the
/// adapter sends as `tokenHeader`; the value never appears here.
public record ApiAsk(
    String host,
    Endpoint endpoint,
    String method,
    String pathAndQuery,
    SortedMap<String, String> headers,
    Optional<TokenHeader> token,
    Optional<String> body,
    int timeoutMs) {

  public ApiAsk {
    headers = Collections.unmodifiableSortedMap(new TreeMap<String, String>(headers));
  }

  public static ApiAsk get(String host, Endpoint endpoint, String pathAndQuery) {
    return new ApiAsk(
        host,
        endpoint,
        "GET",
        pathAndQuery,
        new TreeMap<>(),
        Optional.empty(),
        Optional.empty(),
        5_000);
  }

  public ApiAsk withBody(String newMethod, String json) {
    return new ApiAsk(
        host, endpoint, newMethod, pathAndQuery, headers, token, Optional.of(json), timeoutMs);
  }

  public ApiAsk withMethod(String newMethod) {
    return new ApiAsk(host, endpoint, newMethod, pathAndQuery, headers, token, body, timeoutMs);
  }

  public ApiAsk withToken(String header, String secretName) {
    return new ApiAsk(
        host,
        endpoint,
        method,
        pathAndQuery,
        headers,
        Optional.of(new TokenHeader(header, secretName)),
        body,
        timeoutMs);
  }

  public ApiAsk withHeader(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new ApiAsk(
        host, endpoint, method, pathAndQuery, new TreeMap<>(more), token, body, timeoutMs);
  }

  public ApiAsk withTimeoutMs(int newTimeoutMs) {
    return new ApiAsk(host, endpoint, method, pathAndQuery, headers, token, body, newTimeoutMs);
  }

  /// Where the API listens on its host. `Text` is HAProxy's line protocol on its admin socket: the
  /// body is the command line, the answer's body the reply, the status 200.
  public sealed interface Endpoint {
    record UnixHttp(String path) implements Endpoint {}

    record UnixText(String path) implements Endpoint {}

    record Http(int port) implements Endpoint {}

    /// TLS to 127.0.0.1:`port` with the controller's client certificate; the server must present
    /// `serverName`.
    record Https(int port, String serverName) implements Endpoint {}
  }

  /// A header whose value is the named secret.
  public record TokenHeader(String header, String secretName) {}
}
