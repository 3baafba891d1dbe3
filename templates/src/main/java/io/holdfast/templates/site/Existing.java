package io.holdfast.templates.site;

import com.fasterxml.jackson.annotation.JsonValue;
import io.holdfast.templates.yaml.Default;
import java.util.Locale;

/// What is done about a product that stands on a host and was not installed by Holdfast. Left out,
/// it is refused: whose work it runs is not known.
public record Existing(@Default("refuse") Treatment docker, @Default("refuse") Treatment consul) {

  /// How a product that is there before is treated, on every host that would get one.
  public enum Treatment {
    /// Preflight and plan refuse the host.
    REFUSE,
    /// It is used as it stands: never installed, changed, restarted or upgraded.
    USE;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
