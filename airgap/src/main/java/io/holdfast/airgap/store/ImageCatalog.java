package io.holdfast.airgap.store;

import io.holdfast.bundle.manifest.Image;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which images the store holds under which names: `images.json` in the store's folder. An image is
/// entered after all its blobs are there, so what the catalog names can be served.
public final class ImageCatalog {
  private static final String SCHEMA = "holdfast/images/1";
  private final Path file;

  private record Text(String schema, List<Entry> images) {}

  /// One name for an image.
  ///
  /// @param name repository name, like `web`
  /// @param manifestDigest hex SHA-256 of its manifest
  public record Entry(String name, String tag, String manifestDigest) {
    public Entry {
      Sha256.require(manifestDigest);
    }

    public static Entry of(Image image) {
      return new Entry(image.name(), image.tag(), image.manifestDigest());
    }
  }

  private ImageCatalog(Path file) {
    this.file = file;
  }

  public static ImageCatalog of(ContentStore store) {
    return new ImageCatalog(store.root().resolve("images.json"));
  }

  /// All entries, sorted by name and tag; read anew each time.
  public List<Entry> entries() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    return List.copyOf(Json.read(Files.readAllBytes(file), Text.class).images);
  }

  /// Enters images; an earlier entry of the same name and tag is replaced. Older images stay, so
  /// that running services can go back. Nothing is written when nothing changes.
  public void put(List<Entry> images) throws IOException {
    var before = entries();
    var merged = new ArrayList<>(images);
    for (var old : before) {
      if (images.stream().noneMatch(i -> i.name.equals(old.name) && i.tag.equals(old.tag))) {
        merged.add(old);
      }
    }
    merged.sort(Comparator.comparing(Entry::name).thenComparing(Entry::tag));
    if (!merged.equals(before)) {
      DurableFiles.replace(file, Json.canonical(new Text(SCHEMA, merged)));
    }
  }

  /// The manifest that a tag or a digest (`sha256:...`) names in this repository.
  public Optional<String> manifest(String name, String reference) throws IOException {
    return entries().stream()
        .filter(entry -> entry.name.equals(name))
        .filter(e -> e.tag.equals(reference) || reference.equals("sha256:" + e.manifestDigest))
        .map(Entry::manifestDigest)
        .findFirst();
  }
}
