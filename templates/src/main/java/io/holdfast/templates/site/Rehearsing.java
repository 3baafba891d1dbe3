package io.holdfast.templates.site;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// Whether saved states are rehearsed before servers change.
public enum Rehearsing {
  /// On one server, where it has the memory and the room for it.
  ON,
  /// Never: the canary is the first to see what its version makes of the state.
  OFF;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return word();
  }
}
