package io.holdfast.templates.site;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a host does in the cluster; a host may have several roles.
public enum Role {
  /// Votes: runs the servers of discovery and scheduler.
  SERVER,
  /// Runs the vendor's services.
  WORKER,
  /// Takes the users' traffic in and spreads it.
  LB;

  /// As written in `site.yaml`.
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return word();
  }
}
