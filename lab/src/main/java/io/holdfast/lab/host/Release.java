package io.holdfast.lab.host;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// The Debian releases a practice host can be.
public enum Release {
  TRIXIE,
  BOOKWORM;

  @JsonValue
  public String codename() {
    return name().toLowerCase(Locale.ROOT);
  }
}
