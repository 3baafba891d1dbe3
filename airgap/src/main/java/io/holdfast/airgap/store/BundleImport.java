package io.holdfast.airgap.store;

import io.holdfast.bundle.file.Bundle;
import io.holdfast.bundle.manifest.Image;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/// Brings contents of a verified bundle into a store on the same machine.
public final class BundleImport {
  private BundleImport() {}

  /// Takes these blobs; those that are there already are not read again.
  public static void blobs(Bundle bundle, Set<String> digests, ContentStore store)
      throws IOException {
    for (var digest : digests.stream().sorted().toList()) {
      if (!store.has(digest)) {
        try (var stream = bundle.openBlob(digest)) {
          store.take(bundle.manifest().blob(digest).orElseThrow(), stream);
        }
      }
    }
  }

  /// Takes images with all their blobs and enters them into the catalog.
  public static void images(Bundle bundle, List<Image> images, ContentStore store)
      throws IOException {
    for (var image : images) {
      for (var blob : bundle.imageBlobs(image)) {
        blobs(bundle, Set.of(blob.sha256()), store);
      }
    }
    ImageCatalog.of(store).put(images.stream().map(ImageCatalog.Entry::of).toList());
  }
}
