package io.holdfast.bundle.build;

import io.holdfast.bundle.file.BlobContent;
import io.holdfast.bundle.manifest.Blob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Collects the contents of a bundle; the same content coming twice is kept once.
final class ContentPool {
  private final Map<String, Blob> blobs = new TreeMap<>();
  private final Map<String, BlobContent> contents = new TreeMap<>();

  Blob add(BlobContent content) {
    try {
      var blob = content.describe();
      blobs.putIfAbsent(blob.sha256(), blob);
      contents.putIfAbsent(blob.sha256(), content);
      return blob;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sorted by digest.
  List<Blob> blobs() {
    return List.copyOf(blobs.values());
  }

  Map<String, BlobContent> contents() {
    return Map.copyOf(contents);
  }
}
