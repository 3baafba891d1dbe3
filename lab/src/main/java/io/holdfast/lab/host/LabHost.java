package io.holdfast.lab.host;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// One practice host as the outside sees it. `forwarding` says whether its sshd forwards
/// connections.
public record LabHost(String name, Kind kind, String address, boolean forwarding) {
  /// What the host is for; the jump host is no member of any cluster.
  public enum Kind {
    SERVER,
    WORKER,
    JUMP;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
