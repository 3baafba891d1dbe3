package io.holdfast.airgap.registry;

import io.holdfast.airgap.store.ContentStore;
import io.holdfast.airgap.store.ImageCatalog;
import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.format.Bytes;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The read half of the OCI distribution API. A repository shows only the blobs of its own images;
/// the rest of the content store is not to be had here.
final class RegistryAnswers {
  private static final Pattern PATH =
      Pattern.compile("/v2/([a-z0-9][a-z0-9._/-]{0,254})/(manifests|blobs|tags)/([^/]{1,200})");

  private final ContentStore store;
  private final ImageCatalog catalog;

  RegistryAnswers(ContentStore store, ImageCatalog catalog) {
    this.store = store;
    this.catalog = catalog;
  }

  RegistryReply answer(String path) throws IOException {
    if (path.equals("/v2/") || path.equals("/v2")) {
      return RegistryReply.json(Map.of());
    }
    if (path.equals("/v2/_catalog")) {
      var names = new TreeSet<String>();
      catalog.entries().forEach(entry -> names.add(entry.name()));
      return RegistryReply.json(Map.of("repositories", names));
    }
    var match = PATH.matcher(path);
    if (!match.matches()) {
      return RegistryReply.error(404, "UNSUPPORTED", "there is nothing at this path");
    }
    var name = match.group(1);
    return switch (match.group(2)) {
      case "manifests" -> manifest(name, match.group(3));
      case "blobs" -> blob(name, match.group(3));
      default -> tags(name);
    };
  }

  private RegistryReply tags(String name) throws IOException {
    var tags = new TreeSet<String>();
    catalog.entries().stream().filter(e -> e.name().equals(name)).forEach(e -> tags.add(e.tag()));
    return tags.isEmpty()
        ? RegistryReply.error(404, "NAME_UNKNOWN", "there is no image " + name)
        : RegistryReply.json(Map.of("name", name, "tags", tags));
  }

  private RegistryReply manifest(String name, String reference) throws IOException {
    var digest = catalog.manifest(name, reference);
    var file = digest.flatMap(store::find);
    if (digest.isEmpty() || file.isEmpty()) {
      return RegistryReply.error(404, "MANIFEST_UNKNOWN", "there is no " + name + ":" + reference);
    }
    var bytes = Files.readAllBytes(file.get());
    var type = Json.readTree(bytes).path("mediaType").asString(BundleLayout.MEDIA_IMAGE);
    var header = Map.of("Docker-Content-Digest", BundleLayout.DIGEST_PREFIX + digest.get());
    return new RegistryReply.Document(200, type, header, Bytes.of(bytes));
  }

  private RegistryReply blob(String name, String digest) throws IOException {
    var hex = digest.replaceFirst("^" + BundleLayout.DIGEST_PREFIX, "");
    if (!Sha256.isHex(hex) || !belongs(name, digest)) {
      return RegistryReply.error(404, "BLOB_UNKNOWN", "image " + name + " has no such blob");
    }
    var file = store.find(hex);
    if (file.isEmpty()) {
      return RegistryReply.error(404, "BLOB_UNKNOWN", "the blob is not here");
    }
    return new RegistryReply.Content(file.get(), digest);
  }

  private boolean belongs(String name, String digest) throws IOException {
    for (var entry : catalog.entries()) {
      var file = store.find(entry.manifestDigest());
      if (entry.name().equals(name) && file.isPresent()) {
        var manifest = Json.readTree(Files.readAllBytes(file.get()));
        if (names(manifest, digest) || digest.endsWith(":" + entry.manifestDigest())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean names(JsonNode manifest, String digest) {
    if (manifest.path("config").path("digest").asString("").equals(digest)) {
      return true;
    }
    for (var layer : manifest.path("layers")) {
      if (layer.path("digest").asString("").equals(digest)) {
        return true;
      }
    }
    return false;
  }
}
