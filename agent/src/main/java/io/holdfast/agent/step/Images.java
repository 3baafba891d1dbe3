package io.holdfast.agent.step;

import io.holdfast.agent.host.Root;
import io.holdfast.airgap.store.ContentStore;
import io.holdfast.airgap.store.ImageCatalog;
import io.holdfast.scheduler.host.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Images of the content store that the host's own registry serves under a name.
public final class Images {
  private final Root root;

  public Images(Root root) {
    this.root = root;
  }

  /// `repository:tag` to the hex digest of the manifest. Writes nothing, also where there is no
  /// store.
  public SortedMap<String, String> list() throws IOException {
    var images = new TreeMap<String, String>();
    if (Files.isDirectory(root.store().resolve("sha256"))) {
      for (var entry : catalog().entries()) {
        images.put(entry.name() + ":" + entry.tag(), entry.manifestDigest());
      }
    }
    return images;
  }

  private ImageCatalog catalog() throws IOException {
    return ImageCatalog.of(ContentStore.open(root.store()));
  }

  Outcome importImage(Action.ImportImage action) throws IOException {
    var name = action.repository() + ":" + action.tag();
    var digest = action.manifestDigest().replaceFirst("^sha256:", "");
    if (digest.equals(list().get(name))) {
      return Outcome.same("image " + name);
    }
    var store = ContentStore.open(root.store());
    for (var blob : action.blobs()) {
      if (!store.has(blob.replaceFirst("^sha256:", ""))) {
        throw ActionFailed.because("The image " + name + " lacks its blob " + blob);
      }
    }
    var entry = new ImageCatalog.Entry(action.repository(), action.tag(), digest);
    ImageCatalog.of(store).put(List.of(entry));
    return Outcome.changed("image " + name);
  }
}
