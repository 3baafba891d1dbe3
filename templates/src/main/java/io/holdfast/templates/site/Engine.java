package io.holdfast.templates.site;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// The scheduler product a site runs on.
public enum Engine {
  SWARM,
  NOMAD;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return word();
  }
}
