package io.holdfast.templates.site;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What happens to the tasks of a worker while the worker is changed.
public enum WorkerMode {
  /// They run on.
  IN_PLACE,
  /// The worker takes no new work, and what ends by itself is waited for; the rest runs on.
  WAIT,
  /// They are moved to other workers.
  MIGRATE;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return word();
  }
}
