package io.holdfast.bundle.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.templates.text.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The signed root of a bundle: an OCI image index whose first entry is the Holdfast manifest and
/// whose others are the images' manifests, sorted by reference. Its bytes are canonical JSON, so
/// that one content has one digest.
public record BundleIndex(int schemaVersion, String mediaType, List<Entry> manifests) {
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /// One entry, in the words of the OCI image specification.
  ///
  /// @param digest `sha256:<hex>`
  /// @param size bytes
  /// @param annotations holds the reference by which OCI tools find the entry
  public record Entry(
      String mediaType,
      String digest,
      long size,
      @JsonInclude(JsonInclude.Include.ALWAYS) Map<String, String> annotations) {
    public Entry {
      annotations = Map.copyOf(annotations);
      require(DIGEST.matcher(digest).matches(), "digest " + digest);
      require(size >= 0 && size <= BundleLayout.MAX_MANIFEST, "size " + size);
      require(annotations.keySet().equals(java.util.Set.of(BundleLayout.REF_NAME)), "annotations");
    }

    public String sha256() {
      return digest.substring(BundleLayout.DIGEST_PREFIX.length());
    }

    public String reference() {
      return annotations.getOrDefault(BundleLayout.REF_NAME, "");
    }
  }

  public BundleIndex {
    manifests = List.copyOf(manifests);
    require(schemaVersion == 2 && mediaType.equals(BundleLayout.MEDIA_INDEX), "media type");
    require(
        !manifests.isEmpty()
            && manifests.getFirst().mediaType().equals(BundleLayout.MEDIA_MANIFEST)
            && manifests.getFirst().reference().equals(BundleLayout.MANIFEST_REF),
        "no Holdfast manifest first");
    var images = manifests.subList(1, manifests.size());
    for (int i = 0; i < images.size(); i++) {
      require(images.get(i).mediaType().equals(BundleLayout.MEDIA_IMAGE), "media type of an image");
      require(
          i == 0 || images.get(i - 1).reference().compareTo(images.get(i).reference()) < 0,
          "images not sorted by reference");
    }
  }

  /// An index of this manifest and these images.
  static BundleIndex of(Entry manifest, List<Entry> images) {
    var entries = new ArrayList<Entry>();
    entries.add(manifest);
    images.stream().sorted(java.util.Comparator.comparing(Entry::reference)).forEach(entries::add);
    return new BundleIndex(2, BundleLayout.MEDIA_INDEX, entries);
  }

  static Entry entry(String mediaType, String sha256, long size, String reference) {
    return new Entry(
        mediaType,
        BundleLayout.DIGEST_PREFIX + sha256,
        size,
        Map.of(BundleLayout.REF_NAME, reference));
  }

  /// Reads an index whose signature was verified; bytes that are not canonical are refused.
  static BundleIndex parse(byte[] bytes) {
    var index = Json.read(bytes, BundleIndex.class);
    require(Arrays.equals(bytes, index.bytes()), "not in canonical form");
    return index;
  }

  byte[] bytes() {
    return Json.canonical(this);
  }

  Entry manifest() {
    return manifests.getFirst();
  }

  List<Entry> images() {
    return manifests.subList(1, manifests.size());
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("index.json: " + what);
    }
  }
}
