package io.holdfast.bundle.file;

import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.format.Bytes;
import io.holdfast.bundle.manifest.Blob;
import io.holdfast.templates.text.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Where the bytes of a blob come from while a bundle is built.
public sealed interface BlobContent {
  /// A file that stays where it is until the bundle is written.
  record OfFile(Path file) implements BlobContent {}

  /// Bytes made on the way, such as an image's manifest.
  record OfBytes(Bytes bytes) implements BlobContent {}

  /// A content of these bytes.
  static BlobContent of(byte[] bytes) {
    return new OfBytes(Bytes.of(bytes));
  }

  /// Opens the content from its beginning.
  default InputStream open() throws IOException {
    return switch (this) {
      case OfFile(var file) -> Files.newInputStream(file);
      case OfBytes(var bytes) -> new ByteArrayInputStream(bytes.toArray());
    };
  }

  /// Reads the content once and names it: digest, size and the digest of each chunk.
  default Blob describe() throws IOException {
    var whole = Sha256.digest();
    List<String> chunks = new ArrayList<>();
    long size = 0;
    try (var stream = open()) {
      while (true) {
        byte[] chunk = stream.readNBytes(BundleLayout.CHUNK);
        if (chunk.length == 0) {
          return new Blob(Sha256.hex(whole), size, chunks);
        }
        whole.update(chunk);
        chunks.add(Sha256.of(chunk));
        size += chunk.length;
      }
    }
  }
}
