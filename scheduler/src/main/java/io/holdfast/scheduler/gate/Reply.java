package io.holdfast.scheduler.gate;

import java.util.Optional;

/// What came back from one question to a product: an answer with any status, or silence with its
/// reason.
///
/// Silence is a fact like any other here, because a gate has to say who did not answer.
public record Reply(String asked, int status, String body, Optional<String> silence) {

  static Reply answered(String asked, int status, String body) {
    return new Reply(asked, status, body, Optional.empty());
  }

  static Reply silent(String asked, String why) {
    return new Reply(asked, 0, "", Optional.of(why));
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  public boolean isSilent() {
    return silence.isPresent();
  }

  /// The body as JSON whatever the status; absent everywhere when it is none.
  public Body json() {
    return Body.of(body);
  }

  /// Why this reply is of no use, in one line.
  public String trouble() {
    return silence
        .map(why -> asked + " does not answer: " + why)
        .orElseGet(() -> asked + " answers " + status + ": " + firstLine());
  }

  private String firstLine() {
    var line = body.strip().lines().findFirst().orElse("(nothing)");
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }
}
