package io.holdfast.installer.host;

import io.holdfast.templates.text.Secret;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// How a login becomes root. The password is fetched only when sudo asks for it.
public record Sudo(Mode mode, Optional<Supplier<Secret>> password) {
  public enum Mode {
    PASSWORD,
    NOPASSWD,
    ROOT
  }

  public static Sudo root() {
    return new Sudo(Mode.ROOT, Optional.empty());
  }

  /// The words that stand before the command; `prompt` is what sudo prints when it wants the
  /// password.
  List<String> words(String prompt) {
    return switch (mode) {
      case PASSWORD -> List.of("sudo", "-S", "-p", prompt, "--");
      case NOPASSWD -> List.of("sudo", "-n", "--");
      case ROOT -> List.of();
    };
  }
}
