package io.holdfast.agent.http;

/// A whole answer; the body is UTF-8 text.
public record HttpResult(HttpHead head, String body) {
  public int status() {
    return head.status();
  }
}
