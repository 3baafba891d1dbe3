package io.holdfast.installer.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The shell scripts of this package, by file name.
final class Scripts {
  private Scripts() {}

  static String named(String name) {
    try (var script = Scripts.class.getResourceAsStream(name)) {
      if (script == null) {
        throw new IllegalStateException("no script " + name);
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
