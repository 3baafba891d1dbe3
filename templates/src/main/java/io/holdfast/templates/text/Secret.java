package io.holdfast.templates.text;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// A value that nobody may see by accident: it prints, and turns into JSON, as `(secret)`.
///
/// Only `reveal` gives the text, so every place where a secret leaves its wrapper can be found by
/// name.
public final class Secret {
  private static final String HIDDEN = "(secret)";

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  public static Secret of(String value) {
    return new Secret(value);
  }

  public String reveal() {
    return value;
  }

  /// The UTF-8 bytes.
  public byte[] revealBytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  /// In constant time.
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(revealBytes(), that.revealBytes());
  }

  @Override
  public int hashCode() {
    return HIDDEN.hashCode();
  }

  @Override
  @JsonValue
  public String toString() {
    return HIDDEN;
  }
}
