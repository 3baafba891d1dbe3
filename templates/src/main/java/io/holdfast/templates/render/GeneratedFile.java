package io.holdfast.templates.render;

import io.holdfast.templates.text.SecretText;
import java.util.Objects;

/// One file as it shall stand on a host. The path is absolute, or relative to the installed copy.
/// The mode is octal text of four digits; owner and group are names.
public record GeneratedFile(String path, String mode, String owner, String group, SecretText text) {
  public GeneratedFile {
    Objects.requireNonNull(text, "text");
    if (!mode.matches("0[0-7]{3}")) {
      throw new IllegalArgumentException("not a mode: " + mode);
    }
  }

  /// A file everybody on the host may read, so without secrets.
  static GeneratedFile open(String path, String text) {
    return new GeneratedFile(path, "0644", "root", "root", SecretText.plain(text));
  }

  static GeneratedFile program(String path, String text) {
    return new GeneratedFile(path, "0755", "root", "root", SecretText.plain(text));
  }

  /// A file that only root writes and one group reads.
  static GeneratedFile closed(String path, String group, String text) {
    return new GeneratedFile(path, "0640", "root", group, SecretText.of(text));
  }

  /// `owner:group`.
  public String ownership() {
    return owner + ":" + group;
  }
}
