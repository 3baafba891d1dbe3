package io.holdfast.bundle.file;

import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Component;
import io.holdfast.bundle.manifest.ComponentFile;
import io.holdfast.bundle.manifest.ComponentKind;
import io.holdfast.bundle.manifest.Licence;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.manifest.Undo;
import io.holdfast.bundle.trust.KeyFolder;
import io.holdfast.bundle.trust.TrustFile;
import io.holdfast.templates.vendor.VendorSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// A small bundle for tests: blobs of several sizes around the chunk's, signed by fresh keys.
public final class SampleBundle {
  private static final List<Integer> SIZES =
      List.of(0, 1, 511, 512, 4000, 2 * BundleLayout.CHUNK + 77);

  private final Path keys;
  private final Map<String, BlobContent> contents = new TreeMap<>();
  private final Manifest manifest;

  private SampleBundle(Path keys) throws IOException {
    this.keys = keys;
    this.manifest = sample();
  }

  public static SampleBundle in(Path folder) {
    try {
      KeyFolder.create(folder, "acme");
      return new SampleBundle(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Manifest sample() throws IOException {
    var random = new Random(42);
    List<Blob> blobs = new ArrayList<>();
    List<ComponentFile> files = new ArrayList<>();
    for (int i = 0; i < SIZES.size(); i++) {
      var bytes = new byte[SIZES.get(i)];
      random.nextBytes(bytes);
      var blob = add(bytes, blobs);
      files.add(new ComponentFile("bin/file-" + i, "0755", blob.sha256(), blob.size()));
    }
    var licence = add("free\n".getBytes(StandardCharsets.UTF_8), blobs);
    var component =
        new Component(
            "consul",
            ComponentKind.TREE,
            "1.15.4",
            "linux",
            "amd64",
            new Licence("MPL-2.0", licence.sha256()),
            "test",
            List.of(),
            Undo.LINK,
            files,
            List.of(),
            List.of());
    return new Manifest(
        BundleLayout.MANIFEST_SCHEMA,
        "sample",
        "1",
        "swarm",
        List.of(component),
        List.of(),
        VendorSettings.none(),
        BundleWriter.sorted(blobs));
  }

  private Blob add(byte[] bytes, List<Blob> blobs) throws IOException {
    var content = BlobContent.of(bytes);
    var blob = content.describe();
    contents.put(blob.sha256(), content);
    blobs.add(blob);
    return blob;
  }

  public Manifest manifest() {
    return manifest;
  }

  public byte[] content(String sha256) throws IOException {
    try (var stream = java.util.Objects.requireNonNull(contents.get(sha256)).open()) {
      return stream.readAllBytes();
    }
  }

  /// Writes the bundle and returns its digest.
  public String write(Path target) {
    return BundleWriter.write(target, manifest, contents, KeyFolder.open(keys));
  }

  public TrustFile trust() {
    return TrustFile.read(keys.resolve(KeyFolder.TRUST_FILE));
  }

  static void flip(Path file, long at, int bit) throws IOException {
    try (var access = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      access.seek(at);
      int old = access.read();
      access.seek(at);
      access.write(old ^ (1 << bit));
    }
  }

  static byte[] bytes(Path file) throws IOException {
    return Files.readAllBytes(file);
  }
}
