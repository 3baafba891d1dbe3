package io.holdfast.templates.site;

import com.fasterxml.jackson.annotation.JsonValue;
import io.holdfast.templates.yaml.Default;
import java.util.Locale;

/// The firewall on the hosts themselves, and whether Holdfast opens its ports there. Left out:
/// nothing is touched.
public record Firewall(@Default("nftables") Kind kind, @Default("none") Mode mode) {

  /// What filters on the hosts.
  public enum Kind {
    FIREWALLD,
    NFTABLES;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
      return word();
    }
  }

  /// Who opens the ports.
  public enum Mode {
    /// Nobody has to, or somebody does who needs nothing from us.
    NONE,
    /// The customer's own people, with what `holdfast requirements --firewall` prints.
    PRINT,
    /// Holdfast, as the first thing that it changes on a host.
    APPLY;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
      return word();
    }
  }

  /// Whether the ports are opened as a part of every plan.
  public boolean applies() {
    return mode == Mode.APPLY;
  }
}
