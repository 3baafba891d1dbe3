package io.holdfast.templates.site;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// How the login becomes root.
public enum SudoMode {
  /// sudo asks for a password.
  PASSWORD,
  /// sudo asks for nothing.
  NOPASSWD,
  /// The login is root already.
  ROOT;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
