package io.holdfast.installer.wizard;

import io.holdfast.templates.text.Secret;
import java.util.Map;

/// What somebody did on a screen: where to go, with which answers. Secrets come apart, so that they
/// cannot be kept by accident.
public record Reply(Move move, Map<String, String> values, Map<String, Secret> secrets) {
  /// `LEAVE` ends the wizard; everything answered is kept.
  public enum Move {
    NEXT,
    BACK,
    LEAVE
  }

  public Reply {
    values = Map.copyOf(values);
    secrets = Map.copyOf(secrets);
  }

  public static Reply leave(Map<String, String> values) {
    return new Reply(Move.LEAVE, values, Map.of());
  }
}
