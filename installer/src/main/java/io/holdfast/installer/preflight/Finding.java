package io.holdfast.installer.preflight;

import com.fasterxml.jackson.annotation.JsonValue;
import io.holdfast.templates.problem.Problem;
import java.util.Locale;
import java.util.Optional;

/// What one check found on one host (or on all of them together): good, doubtful, or in the way.
public record Finding(
    Level level, String check, Optional<String> host, String text, Optional<Problem> problem) {
  /// `FAIL` stops an install, `WARN` does not.
  public enum Level {
    FAIL,
    WARN,
    OK;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding ok(String check, String host, String text) {
    return new Finding(Level.OK, check, Optional.of(host), text, Optional.empty());
  }

  public static Finding ok(String check, String text) {
    return new Finding(Level.OK, check, Optional.empty(), text, Optional.empty());
  }

  public static Finding fail(String check, Problem problem) {
    return new Finding(Level.FAIL, check, problem.host(), problem.what(), Optional.of(problem));
  }

  public static Finding warn(String check, Problem problem) {
    return new Finding(Level.WARN, check, problem.host(), problem.what(), Optional.of(problem));
  }
}
