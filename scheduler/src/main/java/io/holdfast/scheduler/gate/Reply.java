package io.holdfast.scheduler.gate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What came back from one question to a product: an answer with any status, or silence with its
/// reason.
///
/// Silence is a fact like any other here, because a gate has to say who did not answer.
public final class Reply {
  private final String asked;
  private final int status;
  private final String body;
  private final Optional<String> silence;

  /// Its body once it was asked for as JSON: gates look at one answer several times.
  private @Nullable Body json;

  public Reply(String asked, int status, String body, Optional<String> silence) {
    this.asked = asked;
    this.status = status;
    this.body = body;
    this.silence = silence;
  }

  public String asked() {
    return asked;
  }

  public int status() {
    return status;
  }

  public String body() {
    return body;
  }

  public Optional<String> silence() {
    return silence;
  }

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
    var known = json;
    if (known == null) {
      known = Body.of(body);
      json = known;
    }
    return known;
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
