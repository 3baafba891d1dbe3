package io.holdfast.agent.http;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One HTTP request. `target` is path and query; an empty body sends none. `Host`, `Content-Length`
/// and `Connection` are set by [HttpWire]. `toString` leaves out headers and body, for they may
/// hold a token.
public record HttpCall(
    String method, String target, SortedMap<String, String> headers, String body) {
  public HttpCall {
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    requireNoControls(method);
    requireNoControls(target);
    headers.forEach(
        (name, value) -> {
          requireNoControls(name);
          requireNoControls(value);
        });
  }

  public static HttpCall get(String target) {
    return new HttpCall("GET", target, new TreeMap<>(), "");
  }

  public static HttpCall of(String method, String target, String json) {
    var headers = new TreeMap<>(Map.of("Content-Type", "application/json"));
    return new HttpCall(method, target, headers, json);
  }

  public HttpCall withHeader(String name, String value) {
    var more = new TreeMap<>(headers);
    more.put(name, value);
    return new HttpCall(method, target, more, body);
  }

  /// A line break in a header would begin another header.
  private static void requireNoControls(String text) {
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new IllegalArgumentException("control character in an HTTP header");
    }
  }

  @Override
  public String toString() {
    return method + " " + target;
  }
}
