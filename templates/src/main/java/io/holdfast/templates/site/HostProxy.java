package io.holdfast.templates.site;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What services make of a proxy that systemd hands to every service of a host.
public enum HostProxy {
  /// They inherit it; for hosts whose NO_PROXY names the whole cluster.
  KEEP,
  /// Their units take it away.
  UNSET;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
