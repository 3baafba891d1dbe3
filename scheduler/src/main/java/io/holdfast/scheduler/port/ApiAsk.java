package io.holdfast.scheduler.port;

import io.holdfast.templates.text.Secret;
import io.holdfast.templates.text.SecretText;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// One HTTP request to the API of a product on a host. `token` names a secret of the vault that the
/// adapter sends as that header; the value never appears here. The body holds references to
/// secrets, of the vault or of `ownSecrets` (read from a product a moment ago, such as a join
/// token), which only `resolvedBody` puts in, when the adapter sends it.
public record ApiAsk(
    String host,
    Endpoint endpoint,
    String method,
    String pathAndQuery,
    SortedMap<String, String> headers,
    Optional<TokenHeader> token,
    Optional<SecretText> body,
    SortedMap<String, Secret> ownSecrets,
    int timeoutMs) {

  public ApiAsk {
    ownSecrets = Collections.unmodifiableSortedMap(new TreeMap<String, Secret>(ownSecrets));
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
        new TreeMap<>(),
        5_000);
  }

  public ApiAsk withBody(String newMethod, String json) {
    return new ApiAsk(
        host,
        endpoint,
        newMethod,
        pathAndQuery,
        headers,
        token,
        Optional.of(SecretText.of(json)),
        ownSecrets,
        timeoutMs);
  }

  /// A secret that the body refers to by name and the vault does not hold.
  public ApiAsk withSecret(String name, Secret secret) {
    Map<String, Secret> more = new TreeMap<>(ownSecrets);
    more.put(name, secret);
    return new ApiAsk(
        host, endpoint, method, pathAndQuery, headers, token, body, new TreeMap<>(more), timeoutMs);
  }

  /// The body with its secrets in place, for the adapter alone: its own first, then the vault's.
  public Optional<Secret> resolvedBody(SecretSource vault) {
    return body.map(
        text ->
            text.resolve(
                name -> {
                  var own = ownSecrets.get(name);
                  return own != null ? own : vault.secret(name);
                }));
  }

  public ApiAsk withMethod(String newMethod) {
    return new ApiAsk(
        host, endpoint, newMethod, pathAndQuery, headers, token, body, ownSecrets, timeoutMs);
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
        ownSecrets,
        timeoutMs);
  }

  public ApiAsk withHeader(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new ApiAsk(
        host,
        endpoint,
        method,
        pathAndQuery,
        new TreeMap<>(more),
        token,
        body,
        ownSecrets,
        timeoutMs);
  }

  public ApiAsk withTimeoutMs(int newTimeoutMs) {
    return new ApiAsk(
        host, endpoint, method, pathAndQuery, headers, token, body, ownSecrets, newTimeoutMs);
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
