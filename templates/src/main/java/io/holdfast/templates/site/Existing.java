package io.holdfast.templates.site;

import com.fasterxml.jackson.annotation.JsonValue;
import io.holdfast.templates.yaml.Default;

/// What to do where a product is already on a host and Holdfast did not put it there.
public record Existing(@Default("refuse") Choice docker, @Default("refuse") Choice consul) {
  /// The answer for one product.
  public enum Choice {
    REFUSE("refuse"),
    USE_EXISTING("use-existing");

    private final String word;

    Choice(String word) {
      this.word = word;
    }

    @JsonValue
    public String word() {
      return word;
    }
  }
}
