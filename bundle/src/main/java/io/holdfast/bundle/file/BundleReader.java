package io.holdfast.bundle.file;

import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.format.Bytes;
import io.holdfast.bundle.manifest.Image;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.trust.BundleSignature;
import io.holdfast.bundle.trust.TrustFile;
import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Opens bundles. The order is the promise: raw index bytes of bounded size, signatures over their
/// digest, and only then is anything parsed; every later byte is known by digest before it is read.
public final class BundleReader {
  private final BundleFile file;
  private long at;

  private BundleReader(BundleFile file) {
    this.file = file;
  }

  /// What stands before anything is trusted.
  private record Head(Bytes index, String digest, List<BundleSignature> signatures) {}

  /// The digest of a bundle whose signatures nobody checked: for signing it elsewhere.
  public static String digest(Path path) {
    try (var file = BundleFile.open(path)) {
      return new BundleReader(file).head().digest;
    }
  }

  /// Opens a bundle of a trusted signer. Contents are checked as they are read; `Bundle.verify`
  /// checks all of them.
  public static Bundle open(Path path, TrustFile trust) {
    var file = BundleFile.open(path);
    try {
      return new BundleReader(file).open(trust);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private Bundle open(TrustFile trust) {
    var head = head();
    var signer = trust.verify(head.digest, head.signatures);
    var index = parse(() -> BundleIndex.parse(head.index.toArray()));
    var manifest = manifest(index);
    imagesMatch(index, manifest);
    var places = places(manifest);
    long end = at + TarBlocks.END;
    if (file.size() < end) {
      throw Refusal.cutShort(file.path(), file.size(), end);
    }
    if (file.size() > end) {
      throw Refusal.tooLong(file.path(), file.size(), end);
    }
    return new Bundle(file, head.digest, signer, manifest, places, end);
  }

  private Head head() {
    var block = file.read(0, TarBlocks.BLOCK);
    long size = TarBlocks.size(block);
    if (!TarBlocks.name(block).equals(BundleLayout.INDEX)
        || size <= 0
        || size > BundleLayout.MAX_INDEX) {
      throw Refusal.noBundle(file.path());
    }
    var index = content(BundleLayout.INDEX, (int) size);
    List<BundleSignature> signatures = new ArrayList<>();
    while (true) {
      block = file.read(at, TarBlocks.BLOCK);
      var name = TarBlocks.name(block);
      if (name.equals(BundleLayout.OCI_LAYOUT)) {
        break;
      }
      signatures.add(signature(name, TarBlocks.size(block), signatures));
    }
    var marker = BundleLayout.ociLayout();
    long content = file.expectFrame(at, BundleLayout.OCI_LAYOUT, marker.length);
    file.expect(content, marker, BundleLayout.OCI_LAYOUT);
    at += TarBlocks.entryLength(marker.length);
    return new Head(Bytes.of(index), Sha256.of(index), signatures);
  }

  private BundleSignature signature(String name, long size, List<BundleSignature> before) {
    boolean inOrder = before.isEmpty() || before.getLast().path().compareTo(name) < 0;
    if (!inOrder
        || before.size() == BundleLayout.MAX_SIGNATURES
        || size < 1
        || size > BundleLayout.MAX_SIGNATURE) {
      throw Refusal.frame(file.path(), at, "the signatures");
    }
    long start = at;
    return BundleSignature.at(name, content(name, (int) size))
        .orElseThrow(() -> Refusal.frame(file.path(), start, "the signatures"));
  }

  private byte[] content(String name, int size) {
    long content = file.expectFrame(at, name, size);
    at += TarBlocks.entryLength(size);
    return file.read(content, size);
  }

  private Manifest manifest(BundleIndex index) {
    var entry = index.manifest();
    long start = at + TarBlocks.BLOCK;
    var bytes = content(BundleLayout.blobPath(entry.sha256()), (int) entry.size());
    if (!Sha256.of(bytes).equals(entry.sha256())) {
      throw Refusal.damaged(file.path(), "the Holdfast manifest", 0, bytes.length, start);
    }
    return parse(() -> Json.read(bytes, Manifest.class));
  }

  private void imagesMatch(BundleIndex index, Manifest manifest) {
    Map<String, Image> images = new HashMap<>();
    manifest.images().forEach(image -> images.put(image.reference(), image));
    for (var entry : index.images()) {
      var image = images.remove(entry.reference());
      if (image == null || !image.manifestDigest().equals(entry.sha256())) {
        throw Refusal.malformed(file.path(), "index and manifest differ on " + entry.reference());
      }
    }
    if (!images.isEmpty()) {
      throw Refusal.malformed(file.path(), "the index lacks images: " + images.keySet());
    }
  }

  private Map<String, Long> places(Manifest manifest) {
    Map<String, Long> places = new HashMap<>();
    for (var blob : manifest.blobs()) {
      places.put(blob.sha256(), at + TarBlocks.BLOCK);
      at += TarBlocks.entryLength(blob.size());
    }
    return places;
  }

  private interface Parsing<T> {
    T run();
  }

  /// A signed text that cannot be read is of a newer format or of a vendor's broken program.
  private <T> T parse(Parsing<T> parsing) {
    try {
      return parsing.run();
    } catch (HoldfastException e) {
      throw Refusal.notUnderstood(file.path(), e.first().what(), e);
    } catch (RuntimeException e) {
      throw Refusal.notUnderstood(file.path(), String.valueOf(e.getMessage()), e);
    }
  }
}
