package io.holdfast.scheduler.host;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// What a host says of a file whose text it was asked for and that is not the wanted one.
///
/// A text is there only with `TEXT`. `WITHHELD` is a file that not everybody on the host may read,
/// that is no text, larger than the limit, or not ours.
public record TextReading(State state, Optional<String> text) {
  public static final TextReading ABSENT = new TextReading(State.ABSENT, Optional.empty());
  public static final TextReading WITHHELD = new TextReading(State.WITHHELD, Optional.empty());

  public TextReading {
    Objects.requireNonNull(state, "state");
    if (text.isPresent() != (state == State.TEXT)) {
      throw new IllegalArgumentException("a text with the state " + state);
    }
  }

  public static TextReading of(String text) {
    return new TextReading(State.TEXT, Optional.of(text));
  }

  /// What there is to say of a file.
  public enum State {
    ABSENT,
    TEXT,
    WITHHELD;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
