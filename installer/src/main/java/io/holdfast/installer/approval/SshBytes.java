package io.holdfast.installer.approval;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/// The wire form of SSH: a string is its length in 4 bytes and its bytes (RFC 4251, section 5).
final class SshBytes {
  private final ByteBuffer buffer;

  private SshBytes(byte[] bytes) {
    this.buffer = ByteBuffer.wrap(bytes);
  }

  /// What `read` makes of bytes; empty where they are not of that form, or too few.
  static <T> Optional<T> read(byte[] bytes, Function<SshBytes, Optional<T>> read) {
    try {
      return read.apply(new SshBytes(bytes));
    } catch (BufferUnderflowException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  boolean startsWith(String magic) {
    var found = new byte[magic.length()];
    buffer.get(found);
    return new String(found, StandardCharsets.ISO_8859_1).equals(magic);
  }

  int number() {
    return buffer.getInt();
  }

  byte[] string() {
    var length = buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      throw new IllegalArgumentException("a string of " + length + " bytes");
    }
    var bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  String text() {
    return new String(string(), StandardCharsets.UTF_8);
  }

  boolean isAtEnd() {
    return !buffer.hasRemaining();
  }

  /// A magic word without length, then strings.
  static byte[] of(String magic, byte[]... strings) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.write(magic.getBytes(StandardCharsets.ISO_8859_1));
      for (var string : strings) {
        out.writeInt(string.length);
        out.write(string);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
