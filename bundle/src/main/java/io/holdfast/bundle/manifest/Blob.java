package io.holdfast.bundle.manifest;

import io.holdfast.bundle.format.BundleLayout;
import java.util.List;

/// One content, named by its digest. The chunk digests let a reader check each 4 MiB before it
/// hands out a byte of them, from any offset.
///
/// @param sha256 hex digest of the whole content
/// @param size bytes
/// @param chunks hex digest of each chunk in order; none for an empty content
public record Blob(String sha256, long size, List<String> chunks) {
  public Blob {
    chunks = List.copyOf(chunks);
    Checks.digest(sha256);
    chunks.forEach(Checks::digest);
    Checks.that(size >= 0, "size of blob " + sha256 + " is negative");
    Checks.that(
        chunks.size() == BundleLayout.chunksOf(size),
        "blob " + sha256 + " of " + size + " bytes has " + chunks.size() + " chunk digests");
    Checks.that(
        chunks.size() != 1 || chunks.getFirst().equals(sha256),
        "the only chunk of blob " + sha256 + " has another digest");
  }
}
