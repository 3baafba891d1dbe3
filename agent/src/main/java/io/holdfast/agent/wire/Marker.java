package io.holdfast.agent.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// The line of 32 hex digits after which both sides speak frames.
///
/// Login banners, prompts and a sudo password that came too late end up before it: all of that is
/// dropped unread, up to a limit.
public final class Marker {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
  private static final int LENGTH = 32;
  private static final int LIMIT = 1 << 20;

  private Marker() {}

  public static boolean isWellFormed(String marker) {
    return FORM.matcher(marker).matches();
  }

  /// Drops input up to and including the marker and its line feed; returns the marker. Where it is
  /// known beforehand it may stand behind other text on its line (a prompt); otherwise it must be a
  /// line of its own.
  static String await(InputStream in, Optional<String> known) throws IOException {
    var line = new StringBuilder();
    for (int seen = 0; seen < LIMIT; seen++) {
      int read = in.read();
      if (read < 0) {
        throw new EOFException("connection ended before the frame marker");
      }
      if (read != '\n') {
        line.append((char) read);
        continue;
      }
      var found = markerIn(line.toString(), known);
      if (found.isPresent()) {
        return found.get();
      }
      line.setLength(0);
    }
    throw new WireFormatException("no frame marker within the first " + LIMIT + " bytes");
  }

  private static Optional<String> markerIn(String line, Optional<String> known) {
    var last = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    if (known.isPresent()) {
      return known.filter(last::endsWith);
    }
    return Optional.of(last).filter(text -> text.length() == LENGTH && isWellFormed(text));
  }

  static byte[] line(String marker) {
    return (marker + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
