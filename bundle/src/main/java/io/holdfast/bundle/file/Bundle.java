package io.holdfast.bundle.file;

import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Image;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.trust.Signer;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An open bundle of a trusted signer. Every byte it hands out was checked against the signed index
/// first, whatever happened to the file meanwhile. May be read by several threads at once.
public final class Bundle implements AutoCloseable {
  private final BundleFile file;
  private final String digest;
  private final Signer signer;
  private final Manifest manifest;
  private final Map<String, Long> places;
  private final long size;

  Bundle(
      BundleFile file,
      String digest,
      Signer signer,
      Manifest manifest,
      Map<String, Long> places,
      long size) {
    this.file = file;
    this.digest = digest;
    this.signer = signer;
    this.manifest = manifest;
    this.places = Map.copyOf(places);
    this.size = size;
  }

  /// Takes one blob. The stream is good until the call returns.
  public interface BlobVisitor {
    void blob(Blob blob, InputStream content) throws IOException;
  }

  public Path path() {
    return file.path();
  }

  /// The hex digest that names the bundle: SHA-256 of its index.
  public String digest() {
    return digest;
  }

  public Signer signer() {
    return signer;
  }

  public Manifest manifest() {
    return manifest;
  }

  /// Bytes of the whole file.
  public long size() {
    return size;
  }

  /// Opens one blob at its beginning.
  ///
  /// @throws IllegalArgumentException when the manifest names no such blob
  public BlobStream openBlob(String sha256) {
    return openBlob(sha256, 0);
  }

  /// Opens one blob at an offset. Only chunks that are read are checked.
  public BlobStream openBlob(String sha256, long offset) {
    var blob =
        manifest.blob(sha256).orElseThrow(() -> new IllegalArgumentException("no blob " + sha256));
    long content = places.getOrDefault(sha256, 0L);
    file.expectFrame(content - TarBlocks.BLOCK, BundleLayout.blobPath(sha256), blob.size());
    return new BlobStream(blob, new Stored(content, BundleLayout.blobPath(sha256)), offset);
  }

  /// Goes through all blobs in the order of the file in one pass and checks every byte of it, also
  /// those that the visitor leaves unread.
  public void forEachBlob(BlobVisitor visitor) throws IOException {
    for (var blob : manifest.blobs()) {
      try (var stream = openBlob(blob.sha256())) {
        visitor.blob(blob, stream);
        stream.transferTo(java.io.OutputStream.nullOutputStream());
      }
    }
    file.expect(size - TarBlocks.END, new byte[TarBlocks.END], "the end");
  }

  /// Checks every byte, and beyond the chunks the digest by which each blob is named.
  public void verify() {
    try {
      forEachBlob(this::verifyName);
      for (var image : manifest.images()) {
        imageBlobs(image);
      }
    } catch (IOException e) {
      throw Refusal.unreadable(file.path(), e);
    }
  }

  private void verifyName(Blob blob, InputStream content) throws IOException {
    if (blob.chunks().size() > 1 && !Sha256.of(content).equals(blob.sha256())) {
      throw Refusal.malformed(
          file.path(), "chunks and digest of blob " + blob.sha256() + " differ");
    }
  }

  /// All blobs that a registry needs to serve an image: its layers, its configuration, and last its
  /// manifest, so that what refers stands after what it refers to.
  public List<Blob> imageBlobs(Image image) {
    List<Blob> blobs = new ArrayList<>();
    try (var stream = openBlob(image.manifestDigest())) {
      var parsed = Json.readTree(stream.readNBytes(BundleLayout.MAX_INDEX));
      for (var layer : parsed.path("layers")) {
        blobs.add(imageBlob(image, layer.path("digest").asString("")));
      }
      blobs.add(imageBlob(image, parsed.path("config").path("digest").asString("")));
    } catch (IOException e) {
      throw Refusal.unreadable(file.path(), e);
    }
    blobs.add(manifest.blob(image.manifestDigest()).orElseThrow());
    return List.copyOf(blobs);
  }

  private Blob imageBlob(Image image, String ociDigest) {
    var prefix = BundleLayout.DIGEST_PREFIX;
    return (ociDigest.startsWith(prefix)
            ? manifest.blob(ociDigest.substring(prefix.length()))
            : java.util.Optional.<Blob>empty())
        .orElseThrow(
            () ->
                Refusal.malformed(
                    file.path(), "image " + image.reference() + " lacks blob " + ociDigest));
  }

  @Override
  public void close() {
    file.close();
  }

  private final class Stored implements BlobStream.Source {
    private final long content;
    private final String name;

    Stored(long content, String name) {
      this.content = content;
      this.name = name;
    }

    @Override
    public void read(long offset, byte[] buffer, int length) {
      file.read(content + offset, buffer, length);
    }

    @Override
    public RuntimeException damaged(long offset, int length) {
      return Refusal.damaged(file.path(), name, offset, length, content + offset);
    }
  }
}
