package io.holdfast.templates.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// SHA-256 in the one spelling used everywhere: 64 lower-case hex digits, without a prefix.
public final class Sha256 {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
  private static final int BUFFER_BYTES = 64 * 1024;

  private Sha256() {}

  /// A fresh digest to feed while bytes stream by; finish with [#hex(MessageDigest)].
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /// Of the text's UTF-8 bytes.
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Reads to the end; does not close.
  public static String of(InputStream stream) throws IOException {
    var digest = digest();
    var buffer = new byte[BUFFER_BYTES];
    for (var count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
      digest.update(buffer, 0, count);
    }
    return hex(digest);
  }

  /// Whether a text has the form of a digest.
  public static boolean isHex(String text) {
    return FORM.matcher(text).matches();
  }

  /// The text itself when it has the form of a digest.
  public static String require(String text) {
    if (!isHex(text)) {
      throw new IllegalArgumentException("not 64 lower-case hex digits: " + text);
    }
    return text;
  }
}
