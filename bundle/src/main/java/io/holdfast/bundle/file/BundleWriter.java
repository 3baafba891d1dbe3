package io.holdfast.bundle.file;

import io.holdfast.bundle.format.BundleLayout;
import io.holdfast.bundle.manifest.Blob;
import io.holdfast.bundle.manifest.Manifest;
import io.holdfast.bundle.trust.SigningKeys;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/// Writes a bundle: the same manifest, contents and keys always give the same bytes. The file
/// appears under its name only when it is whole and on disk.
public final class BundleWriter {
  private static final int BUFFER = 1024 * 1024;

  private BundleWriter() {}

  /// Writes the bundle and returns its digest.
  ///
  /// @param contents for each blob of the manifest where its bytes come from
  public static String write(
      Path target, Manifest manifest, Map<String, BlobContent> contents, SigningKeys keys) {
    var manifestBytes = Json.canonical(manifest);
    var index = index(manifest, manifestBytes).bytes();
    var digest = Sha256.of(index);
    var folder = target.toAbsolutePath().normalize().getParent();
    if (folder == null) {
      throw new IllegalArgumentException("not a file to write to: " + target);
    }
    var temporary = folder.resolve("." + target.getFileName() + ".part");
    try {
      try (var channel =
              FileChannel.open(
                  temporary,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE);
          var out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
        writeHead(out, index, digest, keys);
        entry(out, BundleLayout.blobPath(Sha256.of(manifestBytes)), manifestBytes);
        for (var blob : manifest.blobs()) {
          blob(out, blob, content(contents, blob));
        }
        out.write(new byte[TarBlocks.END]);
        out.flush();
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      force(folder);
      return digest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BundleIndex index(Manifest manifest, byte[] manifestBytes) {
    var images =
        manifest.images().stream()
            .map(
                image ->
                    BundleIndex.entry(
                        BundleLayout.MEDIA_IMAGE,
                        image.manifestDigest(),
                        manifest.blob(image.manifestDigest()).orElseThrow().size(),
                        image.reference()))
            .toList();
    return BundleIndex.of(
        BundleIndex.entry(
            BundleLayout.MEDIA_MANIFEST,
            Sha256.of(manifestBytes),
            manifestBytes.length,
            BundleLayout.MANIFEST_REF),
        images);
  }

  private static void writeHead(OutputStream out, byte[] index, String digest, SigningKeys keys)
      throws IOException {
    entry(out, BundleLayout.INDEX, index);
    for (var signature : keys.sign(digest)) {
      entry(out, signature.path(), signature.bytes().toArray());
    }
    entry(out, BundleLayout.OCI_LAYOUT, BundleLayout.ociLayout());
  }

  private static void entry(OutputStream out, String name, byte[] content) throws IOException {
    out.write(TarBlocks.header(name, content.length));
    out.write(content);
    out.write(new byte[TarBlocks.padding(content.length)]);
  }

  private static BlobContent content(Map<String, BlobContent> contents, Blob blob) {
    var content = contents.get(blob.sha256());
    if (content == null) {
      throw new IllegalArgumentException("no content for blob " + blob.sha256());
    }
    return content;
  }

  private static void blob(OutputStream out, Blob blob, BlobContent content) throws IOException {
    out.write(TarBlocks.header(BundleLayout.blobPath(blob.sha256()), blob.size()));
    try (var stream = content.open()) {
      for (int i = 0; i < blob.chunks().size(); i++) {
        var chunk = stream.readNBytes(BundleLayout.chunkLength(blob.size(), i));
        if (!Sha256.of(chunk).equals(blob.chunks().get(i))) {
          throw changed(content);
        }
        out.write(chunk);
      }
      if (stream.read() >= 0) {
        throw changed(content);
      }
    }
    out.write(new byte[TarBlocks.padding(blob.size())]);
  }

  private static RuntimeException changed(BlobContent content) {
    return Problem.of(ProblemId.SOURCE_UNUSABLE, "A source changed while the bundle was written")
        .withEvidence(content instanceof BlobContent.OfFile(var file) ? file.toString() : "bytes")
        .withFix("build the bundle again")
        .asException();
  }

  private static void force(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// The blobs of these contents, sorted by digest as the manifest wants them.
  public static List<Blob> sorted(Iterable<Blob> blobs) {
    var list = new java.util.ArrayList<Blob>();
    blobs.forEach(list::add);
    return list.stream().distinct().sorted(java.util.Comparator.comparing(Blob::sha256)).toList();
  }
}
