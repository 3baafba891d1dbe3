package io.holdfast.scheduler.raft;

import io.holdfast.templates.text.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The files of a tar (ustar), read once from its start to its end: of each its digest, and its
/// text where it is small. Anything but plain files is refused.
final class TarParts {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE = 12;
  private static final int TYPE_AT = 156;
  private static final int LARGEST_TEXT = 1 << 20;
  private static final int BUFFER = 64 << 10;

  private TarParts() {}

  /// `sha256` in hex; `text` is empty for files of more than 1 MiB.
  record Part(String sha256, Optional<String> text) {}

  static SortedMap<String, Part> read(InputStream tar) throws IOException {
    var parts = new TreeMap<String, Part>();
    for (var header = block(tar); !isEnd(header); header = block(tar)) {
      var name = field(header, 0, NAME);
      if (header[TYPE_AT] != '0' && header[TYPE_AT] != 0) {
        throw new IOException(name + " is no plain file");
      }
      var size = size(header);
      if (parts.put(name, part(tar, size)) != null) {
        throw new IOException(name + " is there twice");
      }
      tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }
    // To the very end, for the checksum of a compressed one comes after it.
    tar.transferTo(OutputStream.nullOutputStream());
    return parts;
  }

  private static byte[] block(InputStream tar) throws IOException {
    var block = tar.readNBytes(BLOCK);
    if (block.length < BLOCK) {
      throw new EOFException("it is cut short");
    }
    return block;
  }

  private static boolean isEnd(byte[] header) {
    for (var value : header) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private static String field(byte[] header, int from, int length) {
    var end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }

  private static long size(byte[] header) throws IOException {
    var text = field(header, SIZE_AT, SIZE).strip();
    if (!text.matches("[0-7]{1,12}")) {
      throw new IOException("an entry's size cannot be read");
    }
    return Long.parseLong(text, 8);
  }

  private static Part part(InputStream tar, long size) throws IOException {
    var digest = Sha256.digest();
    var text = new ByteArrayOutputStream();
    var buffer = new byte[BUFFER];
    for (var left = size; left > 0; ) {
      var read = tar.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new EOFException("it is cut short");
      }
      digest.update(buffer, 0, read);
      if (size <= LARGEST_TEXT) {
        text.write(buffer, 0, read);
      }
      left -= read;
    }
    return new Part(
        Sha256.hex(digest),
        size <= LARGEST_TEXT
            ? Optional.of(text.toString(StandardCharsets.UTF_8))
            : Optional.empty());
  }
}
