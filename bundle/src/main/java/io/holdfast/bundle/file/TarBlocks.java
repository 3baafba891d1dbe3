package io.holdfast.bundle.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The exact bytes of a tar entry: nothing in a header but name and size is free.
///
/// Headers are POSIX ustar with mode 0644, owner 0, time 0. A size of 8 GiB or more, which eleven
/// octal digits cannot hold, is written in base 256 (first bit set, big-endian), as GNU tar and OCI
/// tools read it.
final class TarBlocks {
  static final int BLOCK = 512;
  static final int END = 2 * BLOCK;

  private static final int SIZE_AT = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int CHECKSUM_AT = 148;
  private static final long OCTAL_LIMIT = 1L << 33;

  private TarBlocks() {}

  /// The header block of a regular file. The name has at most 100 ASCII characters.
  static byte[] header(String name, long size) {
    if (name.length() > 100 || size < 0) {
      throw new IllegalArgumentException("no header for " + name + " of " + size + " bytes");
    }
    var block = new byte[BLOCK];
    put(block, 0, name);
    put(block, 100, "0000644");
    put(block, 108, "0000000");
    put(block, 116, "0000000");
    putSize(block, size);
    put(block, 136, "00000000000");
    put(block, CHECKSUM_AT, "        ");
    block[156] = '0';
    put(block, 257, "ustar");
    put(block, 263, "00");
    put(block, 329, "0000000");
    put(block, 337, "0000000");
    put(block, CHECKSUM_AT, "%06o\0 ".formatted(checksum(block)));
    return block;
  }

  /// Zero bytes that follow a content of this size.
  static int padding(long size) {
    return (int) ((BLOCK - size % BLOCK) % BLOCK);
  }

  /// Bytes of an entry: header, content, padding.
  static long entryLength(long size) {
    return BLOCK + size + padding(size);
  }

  /// The name in a header that is not known beforehand; everything else is compared afterwards.
  static String name(byte[] block) {
    int end = 0;
    while (end < 100 && block[end] != 0) {
      end++;
    }
    return new String(block, 0, end, StandardCharsets.ISO_8859_1);
  }

  /// The size in a header that is not known beforehand, or -1 where its field is not octal.
  static long size(byte[] block) {
    long size = 0;
    for (int i = SIZE_AT; i < SIZE_AT + SIZE_LENGTH - 1; i++) {
      if (block[i] < '0' || block[i] > '7') {
        return -1;
      }
      size = size * 8 + (block[i] - '0');
    }
    return size;
  }

  private static void putSize(byte[] block, long size) {
    if (size < OCTAL_LIMIT) {
      put(block, SIZE_AT, "%011o".formatted(size));
      return;
    }
    long rest = size;
    for (int i = SIZE_AT + SIZE_LENGTH - 1; i > SIZE_AT; i--) {
      block[i] = (byte) rest;
      rest >>>= 8;
    }
    block[SIZE_AT] = (byte) 0x80;
  }

  private static void put(byte[] block, int at, String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  private static int checksum(byte[] block) {
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    return sum;
  }

  static boolean isZero(byte[] bytes, int length) {
    return Arrays.mismatch(bytes, 0, length, new byte[length], 0, length) < 0;
  }
}
