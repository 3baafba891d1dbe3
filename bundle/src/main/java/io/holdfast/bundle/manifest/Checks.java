package io.holdfast.bundle.manifest;

import io.holdfast.templates.text.Sha256;
import java.util.regex.Pattern;

/// The rules that names, paths and digests in a manifest obey. A breach is an
/// `IllegalArgumentException`, which the reader turns into a refusal of the bundle.
final class Checks {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");
  private static final Pattern MODE = Pattern.compile("0[0-7]{3}");
  private static final Pattern PATH_PART = Pattern.compile("[^/\\\\\\p{Cntrl}]{1,255}");

  private Checks() {}

  static void that(boolean holds, String breach) {
    if (!holds) {
      throw new IllegalArgumentException(breach);
    }
  }

  static void digest(String text) {
    that(Sha256.isHex(text), "not a SHA-256 digest: " + text);
  }

  static void name(String text) {
    that(NAME.matcher(text).matches(), "not a name (a-z, 0-9, '.', '_', '-'): " + text);
  }

  static void version(String text) {
    that(
        !text.isEmpty() && text.length() <= 100 && text.matches("[A-Za-z0-9][A-Za-z0-9.+~:_-]*"),
        "not a version: " + text);
  }

  static void mode(String text) {
    that(MODE.matcher(text).matches(), "not a file mode like 0755: " + text);
  }

  /// A path below its component's folder: relative, no empty, `.` or `..` part.
  static void relativePath(String path) {
    for (var part : path.split("/", -1)) {
      that(
          PATH_PART.matcher(part).matches() && !part.equals(".") && !part.equals(".."),
          "not a path inside a component: " + path);
    }
    that(path.length() <= 1024, "path too long: " + path);
  }
}
